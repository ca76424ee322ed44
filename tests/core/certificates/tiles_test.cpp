#include "core/certificates/tiles.hpp"

#include <openssl/sha.h>

#include <boost/test/unit_test.hpp>

#include "tests/core/certificates/support.hpp"

using namespace hub::certificates;
using hub::certificates::testing::hex;
using hub::certificates::testing::MemoryLog;

namespace {
std::string sha256_of(const std::string& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return hex(digest, sizeof digest);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(tiles)

BOOST_AUTO_TEST_CASE(files_are_those_of_the_published_vectors) {
  MemoryLog log;
  log.grow_to(257);
  BOOST_TEST(log.files.size() == 5u);
  BOOST_TEST(sha256_of(log.files["tile/0/000"]) ==
             "8921c57d2f65271c82bf0f686c002793863c80c8d1cbbbf5db6046ff59e8b590");
  BOOST_TEST(log.files["tile/entries/000"].size() == 2706u);
  BOOST_TEST(sha256_of(log.files["tile/entries/000"]) ==
             "2e41f76a98595afb6b3a27a02a74792386a99b155db3579513faf3bf67057752");
  BOOST_TEST(log.files["tile/entries/001.p/1"] == std::string("\0\x09"
                                                              "entry-256",
                                                              11));
  BOOST_TEST(hex(log.files["tile/1/000.p/1"].data(), 32) ==
             "f85f4ead34080710b4d1e808301543aaab81aa04deb88599350dc26a4f2f58de");
}

BOOST_AUTO_TEST_CASE(a_log_that_grew_in_steps_is_the_log_made_at_once) {
  MemoryLog at_once, in_steps;
  at_once.grow_to(70'000);
  BOOST_TEST(at_once.files.size() == 551u);
  BOOST_TEST(sha256_of(at_once.files["tile/0/273.p/112"]) ==
             "41c090f240cc1bbcec93391099da9f3bde6e87927975e789b8f7794061b27f1d");
  BOOST_TEST(sha256_of(at_once.files["tile/1/000"]) ==
             "3f2180f39b716a1f9ba5b330e55deac1781861f2854c705884f31806688285e0");
  for (std::uint64_t size = 0; size < 70'000;)
    in_steps.grow_to(size = std::min<std::uint64_t>(size + 777, 70'000));
  for (const auto& [path, bytes] : at_once.files) BOOST_REQUIRE(in_steps.files[path] == bytes);
}

BOOST_AUTO_TEST_CASE(only_canonical_paths_name_a_tile) {
  for (const char* path : {"tile/0/000", "tile/63/x001/x234/067", "tile/entries/999", "tile/1/000.p/255"}) {
    const auto name = parse_tile_path(path);
    BOOST_REQUIRE(name);
    BOOST_TEST(name->path() == path);
  }
  for (const char* path : {"tile/64/000", "tile/00/000", "tile/0/0", "tile/0/x000/001", "tile/0/000.p/256",
                           "tile/0/000.p/0", "tile/0/000.p/07", "tile/0/../checkpoint", "tile/0/000/",
                           "tile//000", "checkpoint", "tile/0/x001/02", "tile/0/999999999999999999999"}) {
    BOOST_TEST(!parse_tile_path(path), path);
  }
}

BOOST_AUTO_TEST_CASE(a_bundle_that_is_cut_off_is_refused) {
  MemoryLog log;
  log.grow_to(7);
  const std::string bundle = log.files["tile/entries/000.p/7"];
  BOOST_TEST(read_bundle(bundle)->size() == 7u);
  for (std::size_t cut = 1; cut < 9; ++cut)
    BOOST_TEST(!read_bundle(bundle.substr(0, bundle.size() - cut)).ok());
}

BOOST_AUTO_TEST_SUITE_END()
