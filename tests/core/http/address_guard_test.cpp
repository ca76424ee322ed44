#include "core/http/address_guard.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/http/client_fixture.hpp"
#include "tests/support/scripted_server.hpp"

using hub::http::AddressGuard;
using hub::testing::ClientFixture;
using hub::testing::get;

namespace {
constexpr const char* kRefused[] = {
    // clang-format off
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.255", "127.0.0.1",
    "127.255.255.254", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.9", "192.0.0.171", "192.0.0.192", "192.0.2.1", "192.31.196.1",
    "192.52.193.1", "192.88.99.1", "192.168.0.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::2", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::a00:1", "100::1", "100:0:0:1::1",
    "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1",
    "2002:808:808::1", "2620:4f:8000::1", "3fff::1", "3fff:fff:ffff::1", "4000::1", "5f00::1",
    "fc00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "ff02::1",
    // clang-format on
};
constexpr const char* kAllowed[] = {
    // clang-format off
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
    "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
    "191.255.255.255", "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
    "198.51.99.255", "203.0.112.255", "223.255.255.255",
    "::ffff:8.8.8.8", "2001:200::1", "2001:4860:4860::8888", "2003::1", "2606:4700:4700::1111",
    "2620:4f:7fff:ffff::1", "2a00:1450:4001:800::200e", "3ffe:ffff::1", "3fff:1000::1",
    // clang-format on
};

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
  for (const char* address : kRefused) BOOST_TEST(!guard.allows_literal(address), address);
}

BOOST_AUTO_TEST_CASE(public_addresses_are_allowed) {
  const AddressGuard guard;
  for (const char* address : kAllowed) BOOST_TEST(guard.allows_literal(address), address);
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
  auto settings = hub::testing::loopback_settings();
  settings.resolve = {"both.example:" + port + ":127.0.0.2,127.0.0.1"};
  ClientFixture fixture(settings);
  const auto answer = fixture.send(get("http://both.example:" + port + "/"));
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(answer->body.view() == "listed");
}

BOOST_AUTO_TEST_SUITE_END()
