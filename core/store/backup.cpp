#include "core/store/backup.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "core/base/sha256.hpp"
#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"
#include "core/vault/id_seed.hpp"

namespace hub::store {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 2> kFiles = {"hub.db", "ids.keys"};
constexpr const char* kManifest = "manifest.json";
constexpr std::size_t kManifestBytesMax = 64 * 1024;

Error failed(std::string message) {
  return transient_error("backup_failed", std::move(message));
}

// The bytes of a file, without reading them all at once.
class MappedFile {
 public:
  explicit MappedFile(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    if (descriptor >= 0 && ::fstat(descriptor, &status) == 0 && status.st_size > 0) {
      size_ = static_cast<std::size_t>(status.st_size);
      data_ = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    }
    if (descriptor >= 0) ::close(descriptor);
  }
  ~MappedFile() {
    if (is_open()) ::munmap(data_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  bool is_open() const { return data_ != MAP_FAILED; }
  std::string_view bytes() const { return {static_cast<const char*>(data_), size_}; }

 private:
  void* data_ = MAP_FAILED;
  std::size_t size_ = 0;
};

void write_member(std::string_view name, std::string_view value, Buffer& out) {
  model::write_json_member(name, value, out);
  out.push_back(',');
}

Result<void> write_synced(const std::string& path, std::string_view bytes) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written =
      descriptor >= 0 &&
      ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
      ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!written) return failed("the backup cannot be written: " + path);
  return {};
}

bool sync_folder(const std::string& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  return synced;
}

// The manifest, then the name. Returns the bytes of the files.
Result<std::uint64_t> complete(const BackupSettings& settings, const std::string& unfinished,
                               const Backup& backup) {
  Buffer manifest("{\"v\":1,");
  write_member("made_at", format_timestamp(backup.made_at), manifest);
  write_member("version", settings.version, manifest);
  write_member("region", settings.region, manifest);
  manifest.append("\"files\":[");
  std::uint64_t bytes = 0;
  for (const std::string_view name : kFiles) {
    const MappedFile file(unfinished + '/' + std::string(name));
    if (!file.is_open()) return failed("the backup cannot be read again");
    manifest.append(name == kFiles.front() ? "{" : ",{");
    write_member("name", name, manifest);
    write_member("sha256", sha256_hex(file.bytes()), manifest);
    manifest.append("\"bytes\":" + std::to_string(file.bytes().size()) + '}');
    bytes += file.bytes().size();
  }
  manifest.append("]}\n");
  if (auto written = write_synced(unfinished + '/' + kManifest, manifest.view()); !written.ok())
    return written.error();
  std::error_code error;
  if (sync_folder(unfinished)) fs::rename(unfinished, backup.folder, error);
  if (error || !sync_folder(settings.directory) || !fs::exists(backup.folder))
    return failed("the backup cannot be given its name: " + backup.folder);
  return bytes;
}

// "2026-11-30T00-15-00Z": sorts by time, and every file system takes it.
std::string name_of(WallTime time) {
  std::string name = format_timestamp(std::chrono::floor<std::chrono::seconds>(time));
  name = name.substr(0, name.find_first_of(".Z")) + 'Z';
  std::ranges::replace(name, ':', '-');
  return name;
}

void check_against_manifest(const std::string& folder, std::string_view text,
                            std::vector<std::string>& problems) {
  model::Arena arena;
  model::JsonParser parser;
  const auto manifest = parser.parse(text, arena);
  const model::Value* files = manifest.ok() && manifest->is_object() ? manifest->find("files") : nullptr;
  if (files == nullptr || !files->is_array()) return problems.push_back("the manifest is damaged");
  for (const std::string_view name : kFiles) {
    const auto& list = files->as_array();
    const auto entry =
        std::ranges::find_if(list, [&](const model::Value& one) { return one.text_at("name") == name; });
    const MappedFile file(folder + '/' + std::string(name));
    if (entry == list.end() || !file.is_open())
      problems.push_back(std::string(name) + " is missing");
    else if (sha256_hex(file.bytes()) != entry->text_at("sha256"))
      problems.push_back(std::string(name) + " is not the file that the manifest names");
  }
}

void refuse_keys(const std::string& folder, std::vector<std::string>& problems) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    std::array<char, vault::kKindEndsAt> first{};
    std::ifstream(at->path(), std::ios::binary).read(first.data(), first.size());
    const auto kind = vault::slot_file_kind({first.data(), first.size()});
    if (kind && *kind != vault::kIdFileKind)
      problems.push_back(at->path().lexically_relative(folder).string() +
                         " holds keys of cases: a backup with them is a live copy that no deletion reaches. "
                         "Destroy it");
  }
  if (error) problems.push_back("the folder cannot be read: " + error.message());
}

}  // namespace

Task<Result<Backup>> make_backup(Outbox& outbox, const Clock& clock, BackupSettings settings) {
  Backup backup;
  backup.made_at = clock.wall_now();
  backup.folder = settings.directory + '/' + name_of(backup.made_at);
  const std::string unfinished = backup.folder + ".unfinished";
  if (::mkdir(unfinished.c_str(), 0700) != 0)
    co_return failed("a backup of this second exists, or the folder cannot be made: " + unfinished);
  std::string into = unfinished;
  const Result<void> copied = co_await outbox.back_up(std::move(into));
  if (!copied.ok()) {
    std::error_code ignored;
    fs::remove_all(unfinished, ignored);
    co_return copied.error();
  }
  const auto job = [&](Database&) { return complete(settings, unfinished, backup); };
  const Result<std::uint64_t> bytes = co_await outbox.read(job);
  if (!bytes.ok()) co_return bytes.error();
  backup.bytes = *bytes;
  co_return backup;
}

std::vector<std::string> problems_of_backup(const std::string& folder) {
  std::vector<std::string> problems;
  refuse_keys(folder, problems);
  const MappedFile manifest(folder + '/' + kManifest);
  if (!manifest.is_open() || manifest.bytes().size() > kManifestBytesMax)
    problems.emplace_back("there is no manifest: this is no complete backup");
  else
    check_against_manifest(folder, manifest.bytes(), problems);
  return problems;
}

}  // namespace hub::store
