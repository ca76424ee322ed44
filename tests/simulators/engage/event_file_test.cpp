#include "tools/simulators/engage/event_file.hpp"

#include <zlib.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace hub::simulators::engage;

namespace {

// A file that goes with the test.
struct TemporaryFile {
  explicit TemporaryFile(std::string_view text, bool is_compressed = false) {
    char name[] = "/tmp/hub-events-XXXXXX";
    std::fclose(fdopen(mkstemp(name), "w"));
    path = name;
    if (is_compressed) {
      gzFile file = gzopen(name, "wb");
      gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
      gzclose(file);
    } else {
      std::ofstream(name, std::ios::binary) << text;
    }
  }
  ~TemporaryFile() { std::filesystem::remove(path); }
  std::string path;
};

std::string ids_of(const std::string& path) {
  auto file = EventFile::open(path);
  if (!file.ok()) return file.error().code;
  std::string ids;
  for (;;) {
    auto event = file->next();
    if (!event.ok()) return ids + event.error().code;
    if (!event->has_value()) return ids;
    ids += (*event)->id + ' ';
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_file)

BOOST_AUTO_TEST_CASE(plain_and_compressed_files_are_read_alike) {
  const std::string long_event = R"({"id":"2","data":")" + std::string(1'000'000, 'x') + "\"}";
  const std::string text = "{\"id\":\"1\"}\r\n\n" + long_event + "\n{\"id\":\"3\"}";
  for (const bool is_compressed : {false, true}) {
    const TemporaryFile file(text, is_compressed);
    BOOST_TEST(ids_of(file.path) == "1 2 3 ");
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_event_is_named_by_its_line) {
  const TemporaryFile file("{\"id\":\"1\"}\nnonsense\n");
  BOOST_TEST(ids_of(file.path) == "1 bad_event_file");
  auto opened = EventFile::open(file.path);
  BOOST_REQUIRE(opened.ok());
  BOOST_TEST(opened->next().ok());
  const auto bad = opened->next();
  BOOST_REQUIRE(!bad.ok());
  BOOST_TEST(bad.error().message.find(":2: ") != std::string::npos);
  BOOST_TEST(bad.error().message.find("nonsense") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(damaged_and_absent_files_are_errors) {
  const TemporaryFile file("{\"id\":\"1\"}\n{\"id\":\"2\"}\n", true);
  std::filesystem::resize_file(file.path, std::filesystem::file_size(file.path) - 10);
  BOOST_TEST(ids_of(file.path).ends_with("bad_event_file"));
  BOOST_TEST(ids_of("/nowhere/cases.jsonl") == "config");
}

BOOST_AUTO_TEST_CASE(the_shipped_samples_are_a_dozen_events) {
  const std::string ids = ids_of(std::string(HUB_SOURCE_DIR) + "/config/samples/cases.jsonl");
  BOOST_TEST(std::ranges::count(ids, ' ') == 12);
}

BOOST_AUTO_TEST_SUITE_END()
