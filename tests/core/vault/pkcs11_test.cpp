// Roots in a token: SoftHSM, Debian's token in software. Skipped, in so many words, where it is not
// installed.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/vault/pkcs11_uri.hpp"
#include "core/vault/root_key.hpp"
#include "tests/core/vault/vault_fixture.hpp"

using namespace hub;
using namespace hub::vault;
namespace fs = std::filesystem;

namespace {

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";
constexpr const char* kPin = "471108";

bool is_missing(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null").c_str()) != 0;
}

std::string why_not() {
  if (!fs::exists(kModule) || is_missing("softhsm2-util")) return "softhsm2 is not installed";
  return is_missing("pkcs11-tool") ? "opensc is not installed" : "";
}

// A token of its own with two keys that stay in it, and one that does not.
struct Token {
  fs::path folder = fs::temp_directory_path() / ("hub-token-" + std::to_string(::getpid()));

  Token() {
    fs::remove_all(folder);
    fs::create_directories(folder / "tokens");
    std::ofstream(folder / "softhsm2.conf")
        << "directories.tokendir = " << (folder / "tokens").string() << "\nlog.level = ERROR\n";
    std::ofstream(folder / "pin") << kPin << '\n';
    std::ofstream(folder / "wrong-pin") << "000000\n";
    ::setenv("SOFTHSM2_CONF", (folder / "softhsm2.conf").c_str(), 1);
    run(std::string("softhsm2-util --init-token --free --label hub --so-pin 99887766 --pin ") + kPin);
    add_key("root", "--sensitive");
    add_key("other", "--sensitive");
    add_key("twice", "--sensitive");
    add_key("twice", "--sensitive");
    add_key("loose", "--extractable");
  }
  ~Token() {
    ::unsetenv("SOFTHSM2_CONF");
    fs::remove_all(folder);
  }
  static void run(const std::string& command) {
    BOOST_TEST_REQUIRE(std::system((command + " >/dev/null 2>&1").c_str()) == 0, command);
  }
  static void add_key(const std::string& label, const std::string& how) {
    run(std::string("pkcs11-tool --module ") + kModule + " --token-label hub --login --pin " + kPin +
        " --keygen --key-type GENERIC:32 --label " + label + ' ' + how);
  }
  std::string uri(const std::string& object, const std::string& pin = "pin", const std::string& token = "hub",
                  const std::string& module = kModule) const {
    return "pkcs11:token=" + token + ";object=" + object + "?module-path=" + module +
           "&pin-source=file:" + (folder / pin).string();
  }
  static std::string error_of(const std::string& uri) {
    const auto root = RootKey::from_source(uri);
    BOOST_TEST_REQUIRE(!root.ok());
    BOOST_TEST((root.error().kind == ErrorKind::config));
    BOOST_TEST(root.error().message.find(kPin) == std::string::npos);
    return root.error().message;
  }
};

bool is_skipped() {
  const std::string why = why_not();
  if (!why.empty()) BOOST_TEST_MESSAGE("skipped: " << why);
  if (!why.empty()) std::printf("skipped: %s\n", why.c_str());
  return !why.empty();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pkcs11)

BOOST_AUTO_TEST_CASE(a_token_derives_the_same_root_for_ever_and_another_one_from_another_key) {
  if (is_skipped()) return;
  const Token token;
  const auto first = RootKey::from_source(token.uri("root")), again = RootKey::from_source(token.uri("root")),
             other = RootKey::from_source(token.uri("other"));
  BOOST_TEST_REQUIRE(first.ok());
  BOOST_TEST_REQUIRE(again.ok());
  BOOST_TEST_REQUIRE(other.ok());
  BOOST_TEST(std::ranges::equal(first->bytes(), again->bytes()));
  BOOST_TEST(!std::ranges::equal(first->bytes(), other->bytes()));
  BOOST_TEST(std::ranges::any_of(first->bytes(), [](std::byte byte) { return byte != std::byte{0}; }));
}

BOOST_AUTO_TEST_CASE(a_vault_under_a_token_opens_again_and_under_no_other_key) {
  if (is_skipped()) return;
  const Token token;
  hub::testing::VaultFixture fixture;
  simulation::SimulatedDisk disk(fixture.random);
  const auto root = RootKey::from_source(token.uri("root")), other = RootKey::from_source(token.uri("other"));
  BOOST_TEST_REQUIRE((root.ok() && other.ok()));
  SealedCase sealed;
  {
    const auto vault = fixture.open_on(disk, *root);
    BOOST_TEST_REQUIRE(vault.ok());
    sealed = *(*vault)->seal("text", "acme");
    BOOST_TEST_REQUIRE((*vault)->write_keys(std::span(&sealed.key, 1)).ok());
  }
  const auto again = RootKey::from_source(token.uri("root"));
  const auto opened = fixture.open_on(disk, *again);
  BOOST_TEST_REQUIRE(opened.ok());
  BOOST_TEST_REQUIRE((*opened)->reconcile(std::span(&sealed.key.slot, 1)).ok());
  BOOST_TEST(*hub::testing::VaultFixture::opened(**opened, sealed) == "text");
  BOOST_TEST(!fixture.open_on(disk, *other).ok());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_token_is_said_without_the_pin) {
  if (is_skipped()) return;
  const Token token;
  const auto says = [](const std::string& message, const char* what) {
    BOOST_TEST(message.find(what) != std::string::npos, message);
  };
  says(Token::error_of(token.uri("root", "wrong-pin")), "refuses the PIN");
  says(Token::error_of(token.uri("root", "no-such-file")), "PIN of the PKCS#11 token");
  says(Token::error_of(token.uri("root", "pin", "elsewhere")), "no PKCS#11 token");
  says(Token::error_of(token.uri("missing")), "no secret key");
  says(Token::error_of(token.uri("twice")), "several secret keys");
  says(Token::error_of(token.uri("loose")), "can be read out");
  says(Token::error_of(token.uri("root", "pin", "hub", "/no/such/module.so")), "cannot be loaded");
}

BOOST_AUTO_TEST_CASE(a_uri_names_token_object_module_and_where_the_pin_is) {
  const auto uri = parse_pkcs11_uri(
      "pkcs11:object=the%20root;token=hub?pin-source=env:HUB_PIN&module-path=/usr/lib/m%2Fx.so");
  BOOST_TEST_REQUIRE(uri.ok());
  BOOST_TEST(uri->token == "hub");
  BOOST_TEST(uri->object == "the root");
  BOOST_TEST(uri->module_path == "/usr/lib/m/x.so");
  BOOST_TEST(uri->pin_kind == "env");
  BOOST_TEST(uri->pin_place == "HUB_PIN");
}

BOOST_AUTO_TEST_CASE(a_uri_that_lacks_something_or_says_more_or_holds_the_pin_is_refused) {
  for (const char* uri :
       {"pkcs11:", "pkcs11:token=hub;object=root", "pkcs11:token=hub?module-path=/m&pin-source=file:/p",
        "pkcs11:token=hub;object=root?module-path=/m", "pkcs11:token=hub;object=root?pin-source=file:/p",
        "pkcs11:token=hub;object=root?module-path=/m&pin-source=/p",
        "pkcs11:token=hub;token=hub;object=root?module-path=/m&pin-source=file:/p",
        "pkcs11:token=hub;object=root;type=secret-key?module-path=/m&pin-source=file:/p",
        "pkcs11:token=%zz;object=root?module-path=/m&pin-source=file:/p",
        "pkcs11:token=hub;object=root?module-path=/m&pin-value=471108"}) {
    const auto parsed = parse_pkcs11_uri(uri);
    BOOST_TEST(!parsed.ok(), uri);
    if (!parsed.ok()) BOOST_TEST(parsed.error().message.find("471108") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
