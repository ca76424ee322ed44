#include "core/certificates/publisher.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "core/certificates/log_reader.hpp"
#include "tests/core/certificates/support.hpp"

using namespace hub;
using namespace hub::certificates;
namespace fs = std::filesystem;

namespace {

std::array<std::byte, 32> seed(int first) {
  std::array<std::byte, 32> bytes;
  for (int i = 0; i < 32; ++i) bytes[static_cast<std::size_t>(i)] = std::byte(first + i);
  return bytes;
}

// A folder of its own, and a log of "entry-N" in it.
struct Bench {
  fs::path folder = fs::temp_directory_path() / ("hub-log-" + std::to_string(::getpid()));
  NoteSigner signer{"hub.example/certs", seed(0)};

  Bench() { fs::remove_all(folder); }
  ~Bench() { fs::remove_all(folder); }
  Result<std::unique_ptr<Publisher>> open() { return open_as(signer); }
  Result<std::unique_ptr<Publisher>> open_as(const NoteSigner& other) {
    return Publisher::open({folder.string(), "hub.example/certs"}, other);
  }
  static ReadEntries entries() {
    return [](std::uint64_t first, std::uint32_t count) {
      std::vector<std::string> run;
      for (std::uint32_t i = 0; i < count; ++i) run.push_back(certificates::testing::entry(first + i));
      return Result<std::vector<std::string>>(std::move(run));
    };
  }
  std::ptrdiff_t files_below(const std::string& path) const {
    return std::ranges::count_if(fs::recursive_directory_iterator(folder / path),
                                 [](const fs::directory_entry& entry) { return entry.is_regular_file(); });
  }
  void overwrite(const std::string& path, const std::string& bytes) {
    std::ofstream(folder / path, std::ios::binary) << bytes;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(publisher)

BOOST_AUTO_TEST_CASE(a_log_published_in_steps_proves_every_entry_and_every_step) {
  Bench bench;
  auto publisher = bench.open();
  BOOST_REQUIRE(publisher.ok());
  std::vector<std::pair<std::uint64_t, Hash>> steps;
  for (const std::uint64_t size : {0u, 1u, 7u, 256u, 257u, 300u, 1000u}) {
    BOOST_REQUIRE((*publisher)->publish(size, Bench::entries()).ok());
    const VerifierKey key = bench.signer.verifier();
    const auto opened = open_note(*(*publisher)->signed_checkpoint(), std::span(&key, 1));
    BOOST_REQUIRE(opened.ok());
    const Checkpoint checkpoint = *parse_checkpoint(opened->text);
    BOOST_TEST(checkpoint.size == size);
    for (const auto& [old_size, old_root] : steps) {
      const Proof proof = *(*publisher)->prove_consistency(old_size);
      BOOST_TEST(verify_consistency(old_size, old_root, size, checkpoint.root, proof));
    }
    steps.emplace_back(size, checkpoint.root);
  }
  for (std::uint64_t index = 0; index < 1000; ++index) {
    const Proof proof = *(*publisher)->prove_inclusion(index);
    const Hash leaf = leaf_hash(certificates::testing::entry(index));
    BOOST_REQUIRE(verify_inclusion(leaf, index, 1000, proof, steps.back().second));
  }
  BOOST_TEST(!(*publisher)->prove_inclusion(1000).ok());
}

BOOST_AUTO_TEST_CASE(partial_tiles_go_once_the_full_one_is_there_and_earlier_checkpoints_still_hold) {
  Bench bench;
  auto publisher = bench.open();
  for (std::uint64_t size = 10; size <= 200; size += 10)
    BOOST_REQUIRE((*publisher)->publish(size, Bench::entries()).ok());
  const std::string earlier = *(*publisher)->signed_checkpoint();
  BOOST_TEST(bench.files_below("tile/entries") == 20);
  BOOST_REQUIRE((*publisher)->publish(300, Bench::entries()).ok());
  BOOST_TEST(bench.files_below("tile/entries") == 2);  // the full bundle, and the 44 entries behind it
  BOOST_TEST(bench.files_below("tile/0") == 2);

  const auto read = [&](const std::string& path) {
    return path == "checkpoint" ? Result<std::string>(earlier) : (*publisher)->read_file(path);
  };
  const auto reader = LogReader::open(read, bench.signer.verifier());
  BOOST_REQUIRE(reader.ok());
  std::uint64_t entries = 0;
  BOOST_TEST(reader->check_entries([&](std::uint64_t, std::string_view) { ++entries; }).ok());
  BOOST_TEST(entries == 200u);
}

BOOST_AUTO_TEST_CASE(a_crash_between_a_full_tile_and_its_checkpoint_is_made_good) {
  Bench bench;
  BOOST_REQUIRE((*bench.open())->publish(200, Bench::entries()).ok());
  const std::string earlier = *(*bench.open())->signed_checkpoint();
  BOOST_REQUIRE((*bench.open())->publish(300, Bench::entries()).ok());
  bench.overwrite("checkpoint", earlier);
  auto again = bench.open();
  BOOST_REQUIRE(again.ok());
  BOOST_TEST((*again)->published_size() == 200u);
  BOOST_REQUIRE((*again)->publish(400, Bench::entries()).ok());
  BOOST_TEST(bench.files_below("tile/entries") ==
             3);  // the 44 of the checkpoint that never was are left for now
}

BOOST_AUTO_TEST_CASE(a_restart_goes_on_where_the_log_was) {
  Bench bench;
  BOOST_REQUIRE((*bench.open())->publish(300, Bench::entries()).ok());
  auto again = bench.open();
  BOOST_REQUIRE(again.ok());
  BOOST_TEST((*again)->published_size() == 300u);
  BOOST_REQUIRE((*again)->publish(600, Bench::entries()).ok());
  certificates::testing::MemoryLog log;
  log.grow_to(600);
  const VerifierKey key = bench.signer.verifier();
  const auto opened = open_note(*(*again)->signed_checkpoint(), std::span(&key, 1));
  BOOST_TEST((parse_checkpoint(opened->text)->root == log.root()));
}

BOOST_AUTO_TEST_CASE(a_rolled_back_database_is_refused_and_the_log_stays) {
  Bench bench;
  auto publisher = bench.open();
  BOOST_REQUIRE((*publisher)->publish(300, Bench::entries()).ok());
  BOOST_TEST((*publisher)->publish(299, Bench::entries()).error().code == "log_rolled_back");
  BOOST_TEST((*publisher)->published_size() == 300u);
  BOOST_TEST((*publisher)->publish(301, Bench::entries()).ok());
}

BOOST_AUTO_TEST_CASE(a_log_that_would_fork_is_refused) {
  Bench bench;
  BOOST_REQUIRE((*bench.open())->publish(300, Bench::entries()).ok());
  const NoteSigner stranger("hub.example/certs", seed(32));
  BOOST_TEST(bench.open_as(stranger).error().code == "log_forked");
  bench.overwrite("tile/0/000", std::string(8192, 'x'));
  bench.overwrite("tile/1/000.p/1", std::string(32, 'x'));
  BOOST_TEST(bench.open().error().code == "log_forked");
}

BOOST_AUTO_TEST_CASE(a_published_tile_that_was_changed_is_not_built_upon) {
  Bench bench;
  auto publisher = bench.open();
  BOOST_REQUIRE((*publisher)->publish(7, Bench::entries()).ok());
  bench.overwrite("tile/0/000.p/7", std::string(7 * 32, 'x'));
  BOOST_TEST((*publisher)->publish(20, Bench::entries()).error().code == "log_forked");
  BOOST_TEST((*publisher)->published_size() == 7u);
}

BOOST_AUTO_TEST_CASE(a_published_tile_that_is_gone_is_made_again) {
  Bench bench;
  auto publisher = bench.open();
  BOOST_REQUIRE((*publisher)->publish(300, Bench::entries()).ok());
  fs::remove_all(bench.folder / "tile" / "0" / "001.p");
  BOOST_TEST((*publisher)->publish(600, Bench::entries()).ok());
  certificates::testing::MemoryLog log;
  log.grow_to(600);
  const VerifierKey key = bench.signer.verifier();
  const auto opened = open_note(*(*publisher)->signed_checkpoint(), std::span(&key, 1));
  BOOST_TEST((parse_checkpoint(opened->text)->root == log.root()));
}

BOOST_AUTO_TEST_CASE(nothing_outside_the_log_is_served) {
  Bench bench;
  auto publisher = bench.open();
  BOOST_REQUIRE((*publisher)->publish(7, Bench::entries()).ok());
  BOOST_TEST((*publisher)->read_file("tile/0/000.p/7").ok());
  for (const char* path : {"", "..", "../secret", "tile/../checkpoint", "/etc/passwd", "tile/0/000"}) {
    BOOST_TEST((*publisher)->read_file(path).error().code == "not_found", path);
  }
}

BOOST_AUTO_TEST_SUITE_END()
