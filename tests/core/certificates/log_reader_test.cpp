#include "core/certificates/log_reader.hpp"

#include <boost/test/unit_test.hpp>

#include "core/certificates/proof_file.hpp"
#include "tests/core/certificates/support.hpp"

using namespace hub;
using namespace hub::certificates;
using hub::certificates::testing::entry;
using hub::certificates::testing::MemoryLog;

namespace {

constexpr const char* kName = "hub.example/certs";

std::array<std::byte, 32> seed(int byte) {
  std::array<std::byte, 32> bytes;
  bytes.fill(std::byte(byte));
  return bytes;
}

// A published log in memory, to be read and tampered with.
struct Published {
  MemoryLog log;
  NoteSigner signer{kName, seed(1)};

  explicit Published(std::uint64_t size) { grow_to(size); }
  void grow_to(std::uint64_t size) {
    log.grow_to(size);
    log.files["checkpoint"] = signer.sign(checkpoint().text());
  }
  Checkpoint checkpoint() const { return {kName, log.size, log.root()}; }
  Result<LogReader> open() { return open_with(signer.verifier()); }
  Result<LogReader> open_with(const VerifierKey& key) {
    return LogReader::open(
        [this](const std::string& path) -> Result<std::string> {
          const auto found = log.files.find(path);
          if (found == log.files.end()) return invalid_error("not_found", "no such file in the log");
          return found->second;
        },
        key);
  }
  std::string check_all() {
    const auto reader = open();
    if (!reader.ok()) return reader.error().code;
    std::uint64_t seen = 0;
    const auto checked = reader->check_entries([&](std::uint64_t index, std::string_view text) {
      if (index == seen && text == entry(index)) ++seen;
    });
    if (!checked.ok()) return checked.error().code;
    return seen == log.size ? "all" : "some";
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(log_reader)

BOOST_AUTO_TEST_CASE(every_entry_of_a_log_is_read_proven_and_checked) {
  for (const std::uint64_t size : {0u, 1u, 7u, 256u, 257u, 700u}) {
    Published published(size);
    BOOST_TEST(published.check_all() == "all", size);
    const auto reader = published.open();
    BOOST_TEST_REQUIRE(reader.ok());
    for (std::uint64_t index = 0; index < size; index += 13) {
      const auto read = reader->entry(index);
      BOOST_TEST_REQUIRE(read.ok());
      BOOST_TEST(*read == entry(index));
      BOOST_TEST(reader->prove(index, *read).ok());
      BOOST_TEST(reader->prove(index, "another").error().code == "not_in_log");
    }
    BOOST_TEST(reader->entry(size).error().code == "not_published");
    BOOST_TEST(reader->prove(size, "x").error().code == "not_published");
  }
}

BOOST_AUTO_TEST_CASE(a_changed_entry_a_changed_hash_and_a_missing_tile_are_each_found) {
  for (const char* path : {"tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44"}) {
    Published published(300);
    published.log.files.at(path)[40] ^= 1;
    BOOST_TEST(published.check_all() != "all", path);
    published.log.files.erase(path);
    BOOST_TEST(published.check_all() == "not_found", path);
  }
  Published shorter(300);
  shorter.log.files.at("tile/entries/000").resize(2000);
  BOOST_TEST(shorter.check_all() != "all");
}

BOOST_AUTO_TEST_CASE(a_log_signed_again_over_changed_entries_does_not_go_on_from_what_was_seen) {
  Published honest(300);
  const Checkpoint seen = honest.checkpoint();
  honest.grow_to(500);
  BOOST_TEST(honest.open()->check_follows(seen).ok());
  const auto back = honest.open()->check_follows({kName, 501, {}});
  BOOST_TEST(back.error().code == "log_rolled_back");
  Checkpoint other = seen;
  other.root[0] ^= std::byte{1};
  BOOST_TEST(honest.open()->check_follows(other).error().code == "log_forked");
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_signer_or_log_is_not_believed) {
  Published published(5);
  const NoteSigner stranger(kName, seed(2));
  BOOST_TEST(published.open_with(stranger.verifier()).error().code == "bad_note");
  const NoteSigner elsewhere("elsewhere.example/certs", seed(1));
  published.log.files["checkpoint"] = elsewhere.sign(published.checkpoint().text());
  BOOST_TEST(published.open_with(elsewhere.verifier()).error().code == "wrong_log");
}

BOOST_AUTO_TEST_CASE(a_proof_file_verifies_without_the_log_and_only_as_it_was_written) {
  Published published(257);
  const auto reader = published.open();
  const VerifierKey key = published.signer.verifier();
  const ProofFile file{100, *reader->prove(100, entry(100)), reader->signed_checkpoint()};
  const auto read = parse_proof_file(file.text());
  BOOST_TEST_REQUIRE(read.ok());
  BOOST_TEST(read->text() == file.text());
  BOOST_TEST(verify_proof_file(*read, entry(100), key)->size == 257u);
  BOOST_TEST(verify_proof_file(*read, entry(101), key).error().code == "not_in_log");
  BOOST_TEST(verify_proof_file(*read, entry(100), NoteSigner(kName, seed(2)).verifier()).error().code ==
             "bad_note");
  ProofFile changed = *read;
  changed.index = 101;
  BOOST_TEST(verify_proof_file(changed, entry(100), key).error().code == "not_in_log");
  changed = *read;
  changed.proof.pop_back();
  BOOST_TEST(verify_proof_file(changed, entry(100), key).error().code == "not_in_log");
}

BOOST_AUTO_TEST_CASE(a_malformed_proof_file_is_told) {
  for (const char* text : {"", "c2sp.org/tlog-proof@v2\nindex 1\n\nx", "c2sp.org/tlog-proof@v1\n",
                           "c2sp.org/tlog-proof@v1\nindex x\n\n", "c2sp.org/tlog-proof@v1\nindex 01\n\n",
                           "c2sp.org/tlog-proof@v1\nindex 1\nnot base64\n\n",
                           "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n", "c2sp.org/tlog-proof@v1\nindex 1\n"})
    BOOST_TEST(parse_proof_file(text).error().code == "malformed_proof", text);
  BOOST_TEST(parse_proof_file("c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n\nrest")->index == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
