#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/base/base64.hpp"
#include "core/base/random.hpp"
#include "tools/residue/case_texts.hpp"
#include "tools/residue/files.hpp"

namespace residue = hub::residue;

namespace {

constexpr const char* kLine = "my \"card\" number is 4111 1111 1111 1111, thanks";
constexpr const char* kEvents =
    R"({"id":"e1","data":{"case":{"closed_at":"2026-11-01T23:43:47.199Z"},"transcript":{"messages":[)"
    R"({"text":"my \"card\" number is 4111 1111 1111 1111, thanks"},{"text":"ok"}]}}})"
    "\n";

residue::Scanner scanner_of_events() {
  residue::Scanner scanner;
  std::istringstream lines(kEvents);
  const auto count = residue::add_case_texts(lines, SIZE_MAX, scanner);
  BOOST_REQUIRE(count.ok());
  BOOST_TEST(count->cases == 1u);
  BOOST_TEST(count->texts == 1u);
  scanner.build();
  return scanner;
}

std::size_t hits_in(const residue::Scanner& scanner, const std::string& bytes) {
  return scanner.scan(bytes, [](std::size_t) {});
}

std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  hub::SeededRandom random(7);
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("residue_" + std::to_string(getpid()));
  Folder() { std::filesystem::create_directories(path / "sub"); }
  ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(residue_scan)

BOOST_AUTO_TEST_CASE(a_text_is_found_in_each_of_its_forms) {
  const auto scanner = scanner_of_events();
  const std::string text = kLine;
  BOOST_TEST(hits_in(scanner, noise(100) + text + noise(100)) == 1u);
  BOOST_TEST(hits_in(scanner, R"({"t":"my \"card\" number is 4111 1111 1111 1111, thanks"})") == 1u);
  for (const char* before : {"", "x", "xy", "xyz"}) {
    const std::string whole = before + text + "tail";
    BOOST_TEST(hits_in(scanner, hub::base64_encode(whole)) == 1u, before);
  }
  BOOST_TEST(
      hits_in(scanner,
              "6d7920226361726422206e756d62657220697320343131312031313131203131313120313131312c20746861"
              "6e6b73") == 1u);
}

BOOST_AUTO_TEST_CASE(nothing_is_found_where_nothing_is) {
  const auto scanner = scanner_of_events();
  BOOST_TEST(hits_in(scanner, noise(1u << 20)) == 0u);
  BOOST_TEST(hits_in(scanner, "my \"card\" number is 4111 1111 1111 1112, thanks") == 0u);
  BOOST_TEST(hits_in(scanner, "2026-11-01T23:43:47.199Z") == 0u);
}

BOOST_AUTO_TEST_CASE(a_text_across_two_pieces_of_a_file_is_found_once) {
  const auto scanner = scanner_of_events();
  const Folder folder;
  constexpr std::size_t kPiece = 8u << 20;
  for (const std::size_t before : {kPiece - 20, kPiece - 1, kPiece, 2 * kPiece - 5}) {
    std::ofstream(folder.path / "sub" / "data.db", std::ios::binary) << noise(before) << kLine << noise(50);
    const auto scan = residue::scan_folders({folder.path.string()}, scanner);
    BOOST_REQUIRE(scan.ok());
    BOOST_TEST(scan->hits == 1u, before);
    BOOST_TEST(scan->hit_files.at(0).first_offset == before);
  }
  std::ofstream(folder.path / "sub" / "data.db", std::ios::binary) << noise(100);
  BOOST_TEST(residue::scan_folders({folder.path.string()}, scanner)->hits == 0u);
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_read_is_no_clean_result) {
  BOOST_TEST(!residue::scan_folders({"/nonexistent/data"}, scanner_of_events()).ok());
}

BOOST_AUTO_TEST_SUITE_END()
