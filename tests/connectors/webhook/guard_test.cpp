// A target's address comes from a tenant: whatever it points at, only public and listed addresses are ever
// spoken to.
#include <boost/test/unit_test.hpp>

#include "core/model/builder.hpp"
#include "tests/connectors/webhook/rehearsal.hpp"
#include "tests/support/forbidden_addresses.hpp"
#include "tests/support/make_record.hpp"
#include "tests/support/scripted_server.hpp"

namespace hub::connectors::webhook {

namespace {

std::string in_url(const std::string& address) {
  return address.find(':') == address.npos ? address : '[' + address + ']';
}

std::string host_in_yaml(std::string host) {
  if (const auto at = host.find('\\'); at != host.npos) host.insert(at, 1, '\\');
  return host;
}

struct Fixture : Rehearsal {
  Fixture() {
    shape.object = "cases";
    shape.key_field = "external_id";
  }
  // The write's error, or "sent".
  Result<delivery::StoredRecord> write_to(const std::string& base_url, http::Client& by) {
    declare("base_url: " + base_url + "\nwrite: PUT /cases/{key}\n", &by);
    const model::Record record =
        testing::make_record(shape, "key-1", {}, 0, model::ObjectBuilder(arena).finish());
    return run(connector->write(std::span(&record, 1))).front();
  }
  model::RecordShape shape;
  model::Arena arena;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(webhook_guard, Fixture)

// "fe80::1%eth0" is no literal of a URL: its zone is refused as the form that it is.
BOOST_AUTO_TEST_CASE(no_forbidden_address_is_written_to) {
  http::CurlClient guarded(io, {});
  for (const std::string address : testing::kForbiddenAddresses) {
    const auto result = write_to("https://" + in_url(address), guarded);
    BOOST_REQUIRE_MESSAGE(!result.ok(), address);
    BOOST_TEST(to_string(result.error().kind) == "config", address);
    BOOST_TEST(result.error().code.starts_with("forbidden_"), address + ": " + result.error().code);
  }
}

// Spellings that a parser other than the one that connects may read as another host.
BOOST_AUTO_TEST_CASE(no_spelling_of_a_forbidden_address_is_written_to) {
  http::CurlClient guarded(io, {});
  for (const std::string host :
       {"127.1", "0x7f.1", "2130706433", "0177.0.0.1", "0", "%31%32%37.0.0.1", "[::ffff:7f00:1]",
        "[fe80::1%25lo]", "127.0.0.1\\@a.example", "127.0.0.1.", "localhost.", "x.localhost"}) {
    const auto result = write_to("\"https://" + host_in_yaml(host) + "\"", guarded);
    BOOST_REQUIRE_MESSAGE(!result.ok(), host);
    BOOST_TEST(result.error().code.starts_with("forbidden_"), host + ": " + result.error().code);
  }
  config::Problems problems;
  const auto documents =
      config::parse_yaml("base_url: https://a@127.0.0.1/\nwrite: PUT /cases\n", "", problems);
  config::read_settings(registry.find("webhook")->spec, documents.front(), problems);
  BOOST_TEST(problems.size() == 1u);
}

// Names decide nothing: the address behind them is tested when the socket is opened.
BOOST_AUTO_TEST_CASE(a_name_that_points_at_a_forbidden_address_is_refused_at_the_socket) {
  for (const std::string address : testing::kForbiddenAddresses) {
    if (address.find('%') != address.npos) continue;  // no resolver gives a zone
    http::ClientSettings settings;
    settings.resolve = {"receiver.example:443:" + in_url(address)};
    http::CurlClient guarded(io, std::move(settings));
    const auto result = write_to("https://receiver.example", guarded);
    BOOST_REQUIRE_MESSAGE(!result.ok(), address);
    BOOST_TEST(result.error().code == "forbidden_address", address + ": " + result.error().code);
  }
}

BOOST_AUTO_TEST_CASE(public_addresses_pass_the_guard) {
  const http::AddressGuard guard;
  for (const std::string address : testing::kPublicAddresses)
    BOOST_TEST(guard.check_url("https://" + in_url(address) + "/cases").ok(), address);
}

BOOST_AUTO_TEST_CASE(a_listed_address_is_written_to) {
  BOOST_TEST((write_to(simulator->base_url(), client).error().kind == ErrorKind::auth));  // it answered
  http::CurlClient guarded(io, {});
  BOOST_TEST(write_to(simulator->base_url(), guarded).error().code == "forbidden_url");
}

BOOST_AUTO_TEST_CASE(a_redirection_is_told_and_never_followed) {
  testing::ScriptedServer inside(
      [](testing::ScriptedConnection& connection, int) { connection.read_request(); });
  testing::ScriptedServer outside([&inside](testing::ScriptedConnection& connection, int) {
    connection.read_request();
    connection.send(testing::answer("307 Temporary Redirect", "", "Location: " + inside.url("/") + "\r\n"));
  });
  const auto result = write_to("http://127.0.0.1:" + std::to_string(outside.port()), client);
  BOOST_REQUIRE(!result.ok());
  BOOST_TEST(to_string(result.error().kind) == "config");
  BOOST_TEST(result.error().code == "http_307");
  outside.finish();
  BOOST_TEST(inside.connections() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::webhook
