#include "core/proof/surface.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "core/base/random.hpp"
#include "core/proof/encodings.hpp"
#include "core/proof/process.hpp"

using namespace hub::proof;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMarker = "k3v7q2m5x4n6b7c3z2l5j4h6gf";

struct Bench {
  Markers markers;
  fs::path folder = fs::temp_directory_path() / ("hub-surface-" + std::to_string(::getpid()));

  Bench() {
    markers.add("visitor.name", kMarker);
    fs::remove_all(folder);
    fs::create_directories(folder / "below");
  }
  ~Bench() { fs::remove_all(folder); }
  Surface surface() const { return Surface("S1", "a place", markers); }
  void write(const std::string& name, std::string_view bytes) const {
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }
};

std::string gzip(const std::string& text) {
  std::string out(text.size() + text.size() / 100 + 256, '\0');
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

#ifndef HUB_SANITIZED
// A process that holds `text` in its memory until it is told to end.
class Holder {
 public:
  explicit Holder(const std::string& text) {
    BOOST_REQUIRE(::pipe(ready_) == 0 && ::pipe(end_) == 0);
    process_ = ::fork();
    if (process_ == 0) {
      const std::string kept(text.rbegin(), text.rend());  // the child's own copy
      char byte = kept.empty() ? 'x' : kept[0];
      (void)!::write(ready_[1], &byte, 1);
      ::close(end_[1]);
      (void)!::read(end_[0], &byte, 1);
      ::_exit(0);
    }
    char byte = 0;
    BOOST_REQUIRE(::read(ready_[0], &byte, 1) == 1);
  }
  ~Holder() {
    ::close(end_[1]);
    ::waitpid(process_, nullptr, 0);
    for (const int descriptor : {ready_[0], ready_[1], end_[0]}) ::close(descriptor);
  }
  pid_t process() const { return process_; }

 private:
  int ready_[2], end_[2];
  pid_t process_ = 0;
};
#endif

}  // namespace

BOOST_AUTO_TEST_SUITE(surface)

BOOST_AUTO_TEST_CASE(every_encoding_of_a_marker_is_found_and_named_in_bytes_and_in_files) {
  const Bench bench;
  for (const EncodedMarker& encoded : encodings_of(kMarker)) {
    const std::string bytes = "before " + encoded.bytes + " after";
    Surface in_bytes = bench.surface();
    in_bytes.scan_bytes(bytes, "an answer");
    BOOST_TEST((in_bytes.state() == Surface::State::found), encoded.encoding);
    BOOST_TEST_REQUIRE(!in_bytes.details().empty());
    BOOST_TEST(in_bytes.details().front().starts_with("visitor.name as "), in_bytes.details().front());
    BOOST_TEST(in_bytes.details().front().find(kMarker) == std::string::npos);
    bench.write("below/file", bytes);
    Surface in_files = bench.surface();
    in_files.scan_folder(bench.folder.string());
    BOOST_TEST((in_files.state() == Surface::State::found), encoded.encoding);
  }
}

BOOST_AUTO_TEST_CASE(a_compressed_file_is_searched_to_its_end_however_large_it_is) {
  const Bench bench;
  hub::SeededRandom random(7);
  std::string content(12u << 20, '\0');  // does not compress: the marker lies many pieces behind the start
  random.fill(std::as_writable_bytes(std::span(content)));
  content += kMarker;
  std::string zstd(ZSTD_compressBound(content.size()), '\0');
  zstd.resize(ZSTD_compress(zstd.data(), zstd.size(), content.data(), content.size(), 1));
  bench.write("log.zst", zstd);
  bench.write("log.gz", gzip("first member\n") + gzip(content));
  for (const char* name : {"log.zst", "log.gz"}) {
    Surface found = bench.surface();
    found.scan_file((bench.folder / name).string());
    BOOST_TEST((found.state() == Surface::State::found), name);
  }
  bench.write("cut.zst", std::string_view(zstd).substr(0, zstd.size() / 2));
  Surface cut = bench.surface();
  cut.scan_file((bench.folder / "cut.zst").string());
  BOOST_TEST((cut.state() == Surface::State::clean));
}

BOOST_AUTO_TEST_CASE(what_was_read_without_a_hit_is_clean_and_what_was_not_read_is_not) {
  const Bench bench;
  BOOST_TEST((bench.surface().state() == Surface::State::not_scanned));
  bench.write("file", "nothing here");
  Surface clean = bench.surface();
  clean.scan_folder(bench.folder.string());
  BOOST_TEST((clean.state() == Surface::State::clean));
  BOOST_TEST(clean.bytes() == 12u);
  clean.scan_folder((bench.folder / "missing").string());
  BOOST_TEST((clean.state() == Surface::State::not_scanned));
  BOOST_TEST(clean.details().front().starts_with("cannot read "));
  Surface required = bench.surface();
  required.require(true, "");
  BOOST_TEST((required.state() == Surface::State::clean));
  required.require(false, "a core may be written");
  BOOST_TEST((required.state() == Surface::State::not_scanned));
}

// The address sanitizer maps terabytes, which nobody wants to read.
#ifndef HUB_SANITIZED
BOOST_AUTO_TEST_CASE(the_memory_of_a_process_is_searched) {
  const Holder holder{std::string(kMarker)};
  Markers reversed;  // made afterwards: the child has what it made itself, not a copy of this
  reversed.add("kept by the child only", std::string(kMarker.rbegin(), kMarker.rend()));
  Surface found("S9", "memory", reversed);
  scan_memory(holder.process(), found);
  BOOST_TEST((found.state() == Surface::State::found));
  Surface gone("S9", "memory", reversed);
  scan_memory(-1, gone);
  BOOST_TEST((gone.state() == Surface::State::not_scanned));
}
#endif

BOOST_AUTO_TEST_CASE(environment_output_and_deleted_files_of_a_process_are_searched) {
  const Bench bench;
  const fs::path deleted = bench.folder / "deleted";
  const int descriptor = ::open(deleted.c_str(), O_RDWR | O_CREAT, 0600);
  BOOST_REQUIRE(descriptor >= 0);
  BOOST_REQUIRE(::write(descriptor, kMarker.data(), kMarker.size()) == static_cast<ssize_t>(kMarker.size()));
  fs::remove(deleted);
  Surface hidden = bench.surface();
  scan_hidden_files(::getpid(), hidden);
  ::close(descriptor);
  BOOST_TEST((hidden.state() == Surface::State::found));
  BOOST_TEST(hidden.details().front().ends_with("(deleted) at 0"), hidden.details().front());
  Surface after = bench.surface();
  scan_hidden_files(::getpid(), after);
  BOOST_TEST((after.state() == Surface::State::clean));
}

BOOST_AUTO_TEST_SUITE_END()
