// Walks every connector of this build, so that none is half there.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "connectors/connectors.hpp"

namespace hub::connectors {

namespace {

const Registry& everything() {
  static const Registry registry = [] {
    Registry all;
    add_all(all);
    return all;
  }();
  return registry;
}

const std::filesystem::path kSource = HUB_SOURCE_DIR;

bool is_filled_folder(const std::filesystem::path& folder) {
  return std::filesystem::is_directory(folder) && !std::filesystem::is_empty(folder);
}

}  // namespace

namespace {

// One starts with the example of a hub; the others are there to be copied.
std::filesystem::path example_of(const std::string& connector) {
  const auto started = kSource / "config/examples" / (connector + ".yaml");
  return std::filesystem::exists(started) ? started : kSource / "config/targets" / (connector + ".yaml");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registry)

BOOST_AUTO_TEST_CASE(every_connector_folder_is_registered) {
  const Registry& registry = everything();
  for (const auto& entry : std::filesystem::directory_iterator(kSource / "connectors")) {
    const std::string name = entry.path().filename();
    if (!entry.is_directory() || name == "shared") continue;
    BOOST_TEST((registry.find(name) != nullptr), name + " has a folder but is not registered");
  }
}

BOOST_AUTO_TEST_CASE(every_field_is_described_and_shown_by_example) {
  for (const ConnectorKind& kind : everything().kinds()) {
    BOOST_TEST(!kind.spec.description.empty(), kind.spec.name);
    BOOST_TEST(!kind.spec.fields.empty(), kind.spec.name);
    for (const config::Field& field : kind.spec.fields) {
      const std::string name = kind.spec.name + '.' + field.name;
      BOOST_TEST(!field.description.empty(), name + " has no description");
      BOOST_TEST(!field.example.empty(), name + " has no example");
      BOOST_TEST((field.fallback.empty() || !field.required), name + " is required and has a default");
      BOOST_TEST(((field.type == config::FieldType::choice) == !field.choices.empty()), name);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_connector_has_the_fields_that_all_share) {
  for (const ConnectorKind& kind : everything().kinds()) {
    for (const std::string_view shared : {"base_url", "timeout"}) {
      BOOST_TEST(
          (std::ranges::find(kind.spec.fields, shared, &config::Field::name) != kind.spec.fields.end()),
          kind.spec.name << " lacks " << shared);
    }
  }
}

BOOST_AUTO_TEST_CASE(every_connector_has_its_readme_tests_example_and_mappings) {
  for (const ConnectorKind& kind : everything().kinds()) {
    const std::string& name = kind.spec.name;
    BOOST_TEST(std::filesystem::exists(kSource / "connectors" / name / "README.md"), name);
    BOOST_TEST(is_filled_folder(kSource / "tests/connectors" / name), name);
    BOOST_TEST(std::filesystem::exists(example_of(name)), name);
    BOOST_TEST(is_filled_folder(kSource / "mappings" / name), name + " ships no mapping");
  }
}

BOOST_AUTO_TEST_CASE(every_connector_keeps_the_contract_before_a_simulator_that_the_demonstration_knows) {
  for (const ConnectorKind& kind : everything().kinds()) {
    const std::string& name = kind.spec.name;
    BOOST_TEST(std::filesystem::exists(kSource / "tests/connectors" / name / "contract_harness.cpp"), name);
    BOOST_TEST(is_filled_folder(kSource / "tools/simulators" / name), name);
    BOOST_TEST(std::filesystem::exists(kSource / "tools/demonstration/targets" / (name + ".py")), name);
  }
}

BOOST_AUTO_TEST_CASE(every_example_passes_its_spec) {
  for (const ConnectorKind& kind : everything().kinds()) {
    config::Problems problems;
    const auto documents = config::load_yaml(example_of(kind.spec.name), problems);
    for (const config::Node& document : documents) {
      const config::Node* settings = document.find("settings");
      BOOST_REQUIRE(settings != nullptr);
      config::read_settings(kind.spec, *settings, problems);
    }
    for (const config::Problem& problem : problems) BOOST_ERROR(problem.text());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors
