#include "core/http/address_guard.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/http/client_fixture.hpp"
#include "tests/support/forbidden_addresses.hpp"
#include "tests/support/scripted_server.hpp"

using hub::http::AddressGuard;
using hub::testing::ClientFixture;
using hub::testing::get;

namespace {
AddressGuard loopback_guard() {
  return AddressGuard::with_allowed({"127.0.0.1/32", "10.1.0.0/16"}).value();
}

std::string judge(const AddressGuard& guard, const std::string& url) {
  const auto reach = guard.check_url(url);
  return reach.ok() ? "ok" : reach.error().code;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(address_guard)

BOOST_AUTO_TEST_CASE(addresses_that_are_not_public_are_refused) {
  const AddressGuard guard;
  for (const char* address : hub::testing::kForbiddenAddresses)
    BOOST_TEST(!guard.allows_literal(address), address);
}

BOOST_AUTO_TEST_CASE(public_addresses_are_allowed) {
  const AddressGuard guard;
  for (const char* address : hub::testing::kPublicAddresses)
    BOOST_TEST(guard.allows_literal(address), address);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_plain_literal_is_refused) {
  const AddressGuard guard;
  for (const char* text : {"", "8.8.8", "8.8.8.8.", "0x8.8.8.8", "[2003::1]", "example.com", "8.8.8.8 "}) {
    BOOST_TEST(!guard.allows_literal(text), text);
  }
}

BOOST_AUTO_TEST_CASE(listed_subnets_are_allowed_and_nothing_beside_them) {
  const auto guard = loopback_guard();
  BOOST_TEST(guard.allows_literal("127.0.0.1"));
  BOOST_TEST(guard.allows_literal("::ffff:127.0.0.1"));
  BOOST_TEST(guard.allows_literal("10.1.255.255"));
  BOOST_TEST(!guard.allows_literal("127.0.0.2"));
  BOOST_TEST(!guard.allows_literal("10.2.0.0"));
  BOOST_TEST(!guard.allows_literal("::1"));
  BOOST_TEST(guard.allows_literal("8.8.8.8"));
}

BOOST_AUTO_TEST_CASE(a_subnet_that_cannot_be_read_is_a_config_error) {
  for (const char* text :
       {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::1/129", "10.0.0/8", "/8"}) {
    BOOST_TEST(!AddressGuard::with_allowed({text}).ok(), text);
  }
}

BOOST_AUTO_TEST_CASE(urls_that_could_be_read_in_two_ways_are_refused) {
  const AddressGuard guard;
  const std::string urls[] = {
      "https://a@127.0.0.1/",
      "https://@good.example/",
      "https://127.0.0.1\\@a.example/",
      "https://127.0.0.1./",
      "https://localhost./",
      "https://localhost/",
      "https://x.localhost/",
      "https://intranet/",
      "https://db.internal/",
      "https://printer.local/",
      "https://nas.home.arpa/",
      "https://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1/",
      "https://127\xe3\x80\x82"
      "0.0.1/",
      "https://[fe80::1%25lo]/",
      "https://good.example/#part",
      "https://good.example /",
      "https://good.example/\r\nHost: evil",
      "https:///path",
      "https://",
      "good.example",
      "http://good.example/",
      "ftp://good.example/",
      "file:///etc/passwd",
      "https://good.example:22/",
      "https://good.example:0/",
      "https://good.example:5432/",
      "https://good.example:9999/",
  };
  for (const std::string& url : urls) BOOST_TEST(judge(guard, url) == "forbidden_url", url);
}

BOOST_AUTO_TEST_CASE(every_spelling_of_a_forbidden_address_is_that_address) {
  const AddressGuard guard;
  for (const char* host : {"127.1", "0x7f.1", "2130706433", "0177.0.0.1", "0", "%31%32%37.0.0.1",
                           "[::ffff:7f00:1]", "[::1]", "169.254.169.254"}) {
    BOOST_TEST(judge(guard, "https://" + std::string(host) + "/") == "forbidden_address", host);
  }
}

BOOST_AUTO_TEST_CASE(good_urls_pass) {
  const AddressGuard guard;
  for (const char* url : {"https://good.example/hook?to=a@b", "https://good.example:8443/",
                          "https://8.8.8.8/", "https://xn--bcher-kva.example/", "HTTPS://GOOD.EXAMPLE/"}) {
    BOOST_TEST(judge(guard, url) == "ok", url);
  }
}

BOOST_AUTO_TEST_CASE(plain_http_and_unusual_ports_reach_listed_subnets_only) {
  const auto guard = loopback_guard();
  BOOST_TEST(judge(guard, "http://127.0.0.1:40000/") == "ok");
  BOOST_TEST(judge(guard, "https://10.1.2.3:40000/") == "ok");
  BOOST_TEST(judge(guard, "http://8.8.8.8/") == "forbidden_address");
  BOOST_TEST(judge(guard, "https://8.8.8.8:40000/") == "forbidden_address");
  BOOST_TEST(judge(guard, "http://127.0.0.1:6379/") == "forbidden_url");
  // A name may resolve to anything: what counts then is the check at the socket.
  BOOST_TEST((guard.check_url("http://good.example/").value() == AddressGuard::Reach::listed));
  BOOST_TEST((guard.check_url("https://good.example/").value() == AddressGuard::Reach::allowed));
}

BOOST_AUTO_TEST_CASE(a_name_that_resolves_to_a_forbidden_address_is_refused_at_the_socket) {
  hub::testing::ScriptedServer server([](hub::testing::ScriptedConnection&, int) {});
  const auto port = std::to_string(server.port());
  hub::http::ClientSettings settings;
  settings.guard = AddressGuard::with_allowed({"10.1.0.0/16"}).value();
  settings.resolve = {"rebound.example:" + port + ":127.0.0.1", "plain.example:" + port + ":8.8.8.8"};
  ClientFixture fixture(settings);
  for (const std::string& url :
       {"https://rebound.example:" + port + "/", "http://rebound.example:" + port + "/",
        "http://plain.example:" + port + "/"}) {
    const auto answer = fixture.send(get(url));
    BOOST_REQUIRE(!answer.ok());
    BOOST_TEST(answer.error().code == "forbidden_address", url);
    BOOST_TEST((answer.error().kind == hub::ErrorKind::config));
  }
  BOOST_TEST(server.connections() == 0);
}

BOOST_AUTO_TEST_CASE(of_a_name_with_both_kinds_only_the_allowed_address_is_tried) {
  hub::testing::ScriptedServer server([](hub::testing::ScriptedConnection& connection, int) {
    connection.read_request();
    connection.send(hub::testing::answer("HTTP/1.1 200 OK", "listed"));
  });
  const auto port = std::to_string(server.port());
  auto settings = hub::testing::loopback();
  settings.resolve = {"both.example:" + port + ":127.0.0.2,127.0.0.1"};
  ClientFixture fixture(settings);
  const auto answer = fixture.send(get("http://both.example:" + port + "/"));
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(answer->body.view() == "listed");
}

BOOST_AUTO_TEST_SUITE_END()
