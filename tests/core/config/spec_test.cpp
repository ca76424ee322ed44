#include "core/config/spec.hpp"

#include <boost/test/unit_test.hpp>

using namespace hub::config;  // NOLINT: a test of this namespace
using std::chrono::milliseconds;

namespace {

Spec sample() {
  Spec spec{"sample", "A sample.", {}};
  const auto add = [&spec](std::string name, FieldType type, std::string fallback, bool required = false) {
    Field field;
    field.name = std::move(name);
    field.type = type;
    field.description = "What it is.";
    field.fallback = std::move(fallback);
    field.required = required;
    if (type == FieldType::choice) field.choices = {"jwt", "client_credentials"};
    spec.fields.push_back(field);
  };
  add("base_url", FieldType::url, "", true);
  add("timeout", FieldType::duration, "30s");
  add("body_max", FieldType::size, "8MiB");
  add("retries", FieldType::integer, "5");
  add("auto_assign", FieldType::boolean, "false");
  add("password", FieldType::secret, "");
  add("flow", FieldType::choice, "jwt");
  add("scopes", FieldType::text_list, "api, web");
  return spec;
}

struct Read {
  Problems problems;
  Settings settings;
};

Read read(std::string_view yaml) {
  Read result;
  const auto documents = parse_yaml(yaml, "t.yaml", result.problems);
  result.settings = read_settings(sample(), documents.at(0), result.problems);
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spec)

BOOST_AUTO_TEST_CASE(defaults_fill_what_is_not_written) {
  const Read result = read("base_url: https://x.example/\n");
  BOOST_REQUIRE(result.problems.empty());
  BOOST_TEST(result.settings.text("base_url") == "https://x.example/");
  BOOST_TEST((result.settings.duration("timeout") == milliseconds(30'000)));
  BOOST_TEST(result.settings.size("body_max") == 8u << 20);
  BOOST_TEST(result.settings.integer("retries") == 5);
  BOOST_TEST(!result.settings.boolean("auto_assign"));
  BOOST_TEST(!result.settings.has("password"));
  BOOST_TEST(result.settings.text("password").empty());
  BOOST_TEST(result.settings.list("scopes") == (std::vector<std::string>{"api", "web"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
  const Read result = read(
      "base_url: http://127.0.0.1:80\ntimeout: 250ms\nbody_max: 64KiB\nretries: -3\nauto_assign: true\n"
      "password: env:PW\nflow: client_credentials\nscopes: [a]\n");
  BOOST_REQUIRE(result.problems.empty());
  BOOST_TEST((result.settings.duration("timeout") == milliseconds(250)));
  BOOST_TEST(result.settings.size("body_max") == 65536u);
  BOOST_TEST(result.settings.integer("retries") == -3);
  BOOST_TEST(result.settings.boolean("auto_assign"));
  BOOST_TEST(result.settings.text("password") == "env:PW");
}

BOOST_AUTO_TEST_CASE(every_mistake_is_reported_with_its_place) {
  const Read result = read(
      "base_ulr: x\ntimeout: 30\nbody_max: 8MB\nretries: \"5\"\nauto_assign: yes\npassword: hunter2\nflow: "
      "jwk\n"
      "scopes: [[x]]\n");
  std::string all;
  for (const Problem& problem : result.problems) {
    BOOST_TEST((problem.line > 0 && problem.column > 0 && problem.file == "t.yaml"));
    all += problem.text() + '\n';
  }
  BOOST_TEST(result.problems.size() == 9u);
  BOOST_TEST(all.find("unknown key 'base_ulr' (did you mean 'base_url'?)") != std::string::npos);
  BOOST_TEST(all.find("base_url is missing") != std::string::npos);
  BOOST_TEST(all.find("t.yaml:7:7: flow must be one of: jwt, client_credentials (did you mean 'jwt'?)") !=
             std::string::npos);
  BOOST_TEST(all.find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_address_with_a_password_in_it_is_refused) {
  BOOST_TEST(read("base_url: https://u:p@x.example/\n").problems.size() == 1u);
}

BOOST_AUTO_TEST_CASE(later_problems_point_at_the_field) {
  const Read result = read("base_url: https://x.example/\ntimeout: 1s\n");
  BOOST_TEST(result.settings.problem("timeout", "too short").text() == "t.yaml:2:10: too short");
  BOOST_TEST(result.settings.problem("retries", "too many").text() == "t.yaml:1:1: too many");
}

BOOST_AUTO_TEST_CASE(units_do_not_overflow) {
  BOOST_TEST(!parse_duration("9223372036854775807d").has_value());
  BOOST_TEST(!parse_size("-1").has_value());
  BOOST_TEST(!parse_size("").has_value());
}

BOOST_AUTO_TEST_CASE(the_reference_page_and_schema_name_every_field) {
  const Spec spec = sample();
  const std::string page = reference_page(spec), schema = json_schema(spec);
  for (const Field& field : spec.fields) {
    BOOST_TEST(page.find("| `" + field.name + "` |") != std::string::npos);
    BOOST_TEST(schema.find('"' + field.name + "\":{") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
