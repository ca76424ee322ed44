#include "core/certificates/note.hpp"
#include "core/certificates/witnessing.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/certificates/support.hpp"

using namespace hub::certificates;

namespace {

const std::string kLogKey = "hub.example/certs+332b413a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
const std::string kWitnessKey = "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
const std::string kNote =
    "hub.example/certs\n257\nkYsc7GTzF8duPPVcBTaEHAOe/wZ3LruIKM58F2Aotaw=\n\n"
    "— hub.example/certs "
    "MytBOqDxe5Ta+H1Mj5gDlSCl/AcZZw1RXuM0yDIWV+K/8HDH9QHAyi9M7I/dUz0Uk4XOX73I/GUTi9glxTjAKF17FAE=\n"
    "— witness.example/w1 "
    "IDJKvgAAAABq/YbAwFjuYSriCP2o9ny+ceE1A6SEpURKCTN6FdZcU1GlghJxPlbCiYvnXgPPMGxjGcm9xUTpr3p3vuMbB/"
    "8A4bU9Ag==\n";

std::vector<VerifierKey> keys() {
  return {*parse_verifier_key(kLogKey), *parse_verifier_key(kWitnessKey)};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

std::array<std::byte, 32> seed() {
  std::array<std::byte, 32> bytes;
  for (int i = 0; i < 32; ++i) bytes[static_cast<std::size_t>(i)] = std::byte(i);
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(note)

BOOST_AUTO_TEST_CASE(a_witnesss_answer_is_worth_only_its_own_cosignature_of_this_checkpoint) {
  const auto known = keys();
  const std::size_t witness_line = kNote.rfind("— witness");
  const std::string alone = kNote.substr(0, witness_line), line = kNote.substr(witness_line);
  BOOST_TEST(!is_cosigned(alone, known[0], known[1]));
  const auto found = cosignature_in("— stranger/w AAAAAAAAAAAAAAA=\n" + line, alone, known[0], known[1]);
  BOOST_REQUIRE(found.ok());
  BOOST_TEST(*found == line);
  BOOST_TEST(with_cosignature(alone, *found, known[1]) == kNote);
  BOOST_TEST(with_cosignature(kNote, *found, known[1]) == kNote);
  BOOST_TEST(is_cosigned(kNote, known[0], known[1]));
  const std::string other = replaced(alone, "257", "258");
  for (const std::string& answer : {std::string(), std::string("\n"), std::string("no line"),
                                    replaced(line, "IDJKvgAAAABq", "IDJKvgAAAABr"), line.substr(0, 40)})
    BOOST_TEST(cosignature_in(answer, alone, known[0], known[1]).error().code == "bad_cosignature", answer);
  BOOST_TEST(cosignature_in(line, other, known[0], known[1]).error().code == "bad_cosignature");
}

BOOST_AUTO_TEST_CASE(what_a_witness_is_asked_is_written_as_the_protocol_says) {
  Hash hash{};
  hash.back() = std::byte{1};
  const WitnessRequest request{7, {hash}, kNote};
  BOOST_TEST(request.body() == "old 7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=\n\n" + kNote);
  BOOST_TEST((WitnessRequest{0, {}, kNote}).body() == "old 0\n\n" + kNote);
}

BOOST_AUTO_TEST_CASE(the_published_checkpoint_opens_with_its_cosignature) {
  const auto opened = open_note(kNote, keys());
  BOOST_REQUIRE(opened.ok());
  BOOST_TEST(opened->signed_by.front() == "hub.example/certs");
  BOOST_TEST(opened->cosigned.front().second == 1795000000u);
  const auto checkpoint = parse_checkpoint(opened->text);
  BOOST_REQUIRE(checkpoint.ok());
  BOOST_TEST(checkpoint->size == 257u);
  BOOST_TEST(checkpoint->text() == opened->text);
}

BOOST_AUTO_TEST_CASE(our_signer_writes_the_published_note_byte_for_byte) {
  const NoteSigner signer("hub.example/certs", seed());
  BOOST_TEST(signer.verifier().text() == kLogKey);
  hub::certificates::testing::MemoryLog log;
  log.grow_to(257);
  const Checkpoint checkpoint{"hub.example/certs", 257, log.root()};
  const std::string note = signer.sign(checkpoint.text());
  BOOST_TEST(note == kNote.substr(0, kNote.rfind("— witness")));
}

BOOST_AUTO_TEST_CASE(whatever_is_changed_no_longer_opens) {
  const auto known = keys();
  for (const std::string& changed :
       {replaced(kNote, "257", "258"), replaced(kNote, "kYsc", "kYsd"),
        replaced(kNote, "certs\n", "certs\r\n"), replaced(kNote, "— hub.example/certs", "— hub.example/cert"),
        kNote.substr(0, kNote.size() - 1), replaced(kNote, "\n\n", "\n"), replaced(kNote, "Dxe5", "Dxe6"),
        kNote + kNote.substr(kNote.find("— hub")), replaced(kNote, "q/YbA", "q/YbB")}) {
    BOOST_TEST(!open_note(changed, known).ok());
  }
  BOOST_TEST(!open_note(kNote, std::span<const VerifierKey>()).ok());
}

BOOST_AUTO_TEST_CASE(sizes_and_keys_have_one_spelling) {
  BOOST_TEST(!parse_checkpoint("o\n0257\nkYsc7GTzF8duPPVcBTaEHAOe/wZ3LruIKM58F2Aotaw=\n").ok());
  BOOST_TEST(!parse_checkpoint("o\n257\nkYsc7GTzF8duPPVcBTaEHAOe/wZ3LruIKM58F2Aota\n").ok());
  BOOST_TEST(!parse_verifier_key(replaced(kLogKey, "332b413a", "332b413b")).ok());
  BOOST_TEST(!parse_verifier_key("hub.example").ok());
}

BOOST_AUTO_TEST_SUITE_END()
