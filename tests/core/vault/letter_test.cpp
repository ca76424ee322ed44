// Letters open for the hub that they were sealed for.
#include "core/vault/letter.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/vault/vault_fixture.hpp"

using hub::testing::VaultFixture;
namespace vault = hub::vault;

namespace {

std::string_view view(const std::vector<char>& bytes) {
  return {bytes.data(), bytes.size()};
}

struct TwoHubs {
  VaultFixture here{1}, there{2};
  std::vector<char> letter(std::string_view text) {
    auto sealed = vault::seal_letter(vault::cell_key_of(*there.vault), text, here.random);
    BOOST_TEST_REQUIRE(sealed.ok());
    return std::move(*sealed);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(letters, TwoHubs)

BOOST_AUTO_TEST_CASE(a_letter_opens_for_its_reader_alone_and_after_a_restart) {
  const std::string text = "s3cret " + std::string(5000, 'x');
  const auto one = letter(text), other = letter(text);
  BOOST_TEST((one != other));
  BOOST_TEST((view(one).find("s3cret") == std::string_view::npos));
  there.open_anew();
  const auto opened = vault::open_letter(*there.vault, view(one));
  BOOST_TEST_REQUIRE(opened.ok());
  BOOST_TEST((opened->view() == text));
  BOOST_TEST(vault::open_letter(*here.vault, view(one)).error().code == "bad_letter");
}

BOOST_AUTO_TEST_CASE(a_changed_or_shortened_letter_does_not_open) {
  const auto sealed = letter("s3cret");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    BOOST_TEST(!vault::open_letter(*there.vault, view(changed)).ok(), i);
    BOOST_TEST(!vault::open_letter(*there.vault, view(sealed).substr(0, i)).ok(), i);
  }
}

BOOST_AUTO_TEST_CASE(a_slip_in_a_cell_key_is_noticed) {
  const vault::CellKey key = vault::cell_key_of(*there.vault);
  const std::string text = vault::text_of(key);
  BOOST_TEST((vault::parse_cell_key(text) == key));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string slip = text;
    slip[i] = slip[i] == 'a' ? 'b' : 'a';
    BOOST_TEST(!vault::parse_cell_key(slip), i);
    BOOST_TEST(!vault::parse_cell_key(text.substr(0, i)), i);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_sealed_for_a_key_that_nobody_has) {
  BOOST_TEST(vault::seal_letter(vault::CellKey{}, "s3cret", here.random).error().code == "bad_cell_key");
}

BOOST_AUTO_TEST_SUITE_END()
