#include "core/vault/root_key.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/vault/file.hpp"

using hub::vault::RootKey;

namespace {

constexpr const char* kHex = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
constexpr const char* kBase64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("hub_root_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name, const std::string& text = "") {
    if (!text.empty()) std::ofstream(path / name) << text;
    return (path / name).string();
  }
  std::filesystem::path path;
};

bool counts_from_zero(const hub::Result<RootKey>& root) {
  BOOST_TEST_REQUIRE(root.ok());
  for (int i = 0; i < 32; ++i) {
    if (root->bytes()[static_cast<std::size_t>(i)] != std::byte(i)) return false;
  }
  return true;
}

// The flags of the mapping that holds `address`.
std::string mapping_flags(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  std::string line;
  bool is_inside = false;
  while (std::getline(maps, line)) {
    unsigned long from = 0, to = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &from, &to) == 2) {
      const auto at = reinterpret_cast<unsigned long>(address);
      is_inside = from <= at && at < to;
    } else if (is_inside && line.starts_with("VmFlags:")) {
      return line + " ";
    }
  }
  return "";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(root_key, Folder)

BOOST_AUTO_TEST_CASE(a_root_comes_from_a_file_the_environment_or_a_command_as_hex_or_base64) {
  BOOST_TEST(counts_from_zero(RootKey::from_source("file:" + file("hex", std::string(kHex) + "\n"))));
  BOOST_TEST(counts_from_zero(RootKey::from_source("file:" + file("base64", kBase64))));
  setenv("HUB_TEST_ROOT", kBase64, 1);
  BOOST_TEST(counts_from_zero(RootKey::from_source("env:HUB_TEST_ROOT")));
  BOOST_TEST(counts_from_zero(RootKey::from_source("cmd:echo " + std::string(kHex))));
}

BOOST_AUTO_TEST_CASE(a_bad_source_is_refused_in_words_that_never_show_the_key) {
  const std::string short_key = std::string(kHex).substr(2);
  for (const std::string& source :
       {std::string("file:/no/such/file"), std::string("env:HUB_NO_SUCH_ROOT"), std::string("cmd:exit 3"),
        "cmd:echo " + short_key, "file:" + file("short", short_key),
        "file:" + file("long", std::string(9000, 'a')), std::string(kHex), std::string("vault:x"),
        std::string()}) {
    const auto root = RootKey::from_source(source);
    BOOST_TEST_REQUIRE(!root.ok());
    BOOST_TEST((root.error().kind == hub::ErrorKind::config));
    BOOST_TEST(root.error().message.find(short_key.substr(0, 16)) == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(the_root_lies_in_locked_memory_that_no_core_dump_and_no_child_sees) {
  const auto root = RootKey::from_source("cmd:echo " + std::string(kHex));
  BOOST_TEST_REQUIRE(root.ok());
  const std::string flags = mapping_flags(root->bytes().data());
  for (const char* flag : {" dd ", " wf "}) BOOST_TEST(flags.find(flag) != std::string::npos, flag);
#ifndef HUB_SANITIZED
  BOOST_TEST(flags.find(" lo ") != std::string::npos);  // the address sanitizer turns mlock off
#endif
}

BOOST_AUTO_TEST_CASE(a_key_file_is_made_whole_private_and_once) {
  auto& files = hub::vault::posix_file_system();
  const std::string path = file("cases.keys");
  {
    auto made = files.create(path, 1'000'000);
    BOOST_TEST_REQUIRE(made.ok());
    std::vector<std::byte> bytes(1'000'000);
    BOOST_TEST_REQUIRE((*made)->read(0, bytes).ok());
    BOOST_TEST((bytes == std::vector<std::byte>(bytes.size())));
    BOOST_TEST_REQUIRE((*made)->write(999'990, std::vector<std::byte>(10, std::byte{7})).ok());
    BOOST_TEST_REQUIRE((*made)->sync().ok());
    BOOST_TEST(!(*made)->read(999'999, std::span(bytes).first(2)).ok());
  }
  struct stat status {};
  BOOST_TEST_REQUIRE(::stat(path.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777) == 0600u);
  BOOST_TEST(status.st_nlink == 1u);
  BOOST_TEST(status.st_blocks * 512 >= 1'000'000);
  BOOST_TEST(!files.create(path, 10).ok());
  auto opened = files.open(path);
  BOOST_TEST_REQUIRE(opened.ok());
  BOOST_TEST((*opened)->size() == 1'000'000u);
  std::array<std::byte, 1> last;
  BOOST_TEST((*opened)->read(999'999, last).ok());
  BOOST_TEST((last[0] == std::byte{7}));
}

BOOST_AUTO_TEST_SUITE_END()
