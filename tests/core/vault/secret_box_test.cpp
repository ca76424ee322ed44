// Secrets of tenants open for their tenant and name only.
#include "core/vault/secret_box.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/core/vault/vault_fixture.hpp"

using hub::testing::VaultFixture;
using hub::vault::SecretBox;

namespace {

std::string_view view(const std::vector<char>& bytes) {
  return {bytes.data(), bytes.size()};
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(secret_box, VaultFixture)

BOOST_AUTO_TEST_CASE(a_secret_opens_again_and_never_lies_in_clear) {
  SecretBox box(*vault, random);
  const std::string value = "s3cret of the target, " + std::string(5000, 'x');
  const auto one = box.seal("acme", "crm-token", value), other = box.seal("acme", "crm-token", value);
  BOOST_TEST((one != other));
  BOOST_TEST((view(one).find("s3cret") == std::string_view::npos));
  const auto opened = box.open("acme", "crm-token", view(one));
  BOOST_TEST_REQUIRE(opened.ok());
  BOOST_TEST((opened->view() == value));
}

BOOST_AUTO_TEST_CASE(a_secret_opens_for_no_other_tenant_and_under_no_other_name) {
  SecretBox box(*vault, random);
  const auto sealed = box.seal("acme", "crm-token", "s3cret");
  for (const auto& [tenant, name] :
       {std::pair("globex", "crm-token"), std::pair("acme", "other"), std::pair("acmecrm", "-token")}) {
    const auto opened = box.open(tenant, name, view(sealed));
    BOOST_TEST_REQUIRE(!opened.ok());
    BOOST_TEST(opened.error().code == "secret_damaged");
  }
}

BOOST_AUTO_TEST_CASE(a_changed_or_shortened_secret_does_not_open) {
  SecretBox box(*vault, random);
  const auto sealed = box.seal("acme", "crm-token", "s3cret");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    BOOST_TEST(!box.open("acme", "crm-token", view(changed)).ok(), i);
    BOOST_TEST(!box.open("acme", "crm-token", view(sealed).substr(0, i)).ok(), i);
  }
}

BOOST_AUTO_TEST_SUITE_END()
