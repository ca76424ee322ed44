// What must hold for every mapping and every case: the same records every time, JSON that parses, errors
// without content, classes that never fall by themselves, and limits that leave no half of a record.
#include <array>
#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/core/mapping/mapping_fixture.hpp"

using namespace hub::mapping;         // NOLINT: a test of this part
using namespace hub::mapping::tests;  // NOLINT: its fixture
using hub::model::DataClass;

namespace {

constexpr int kMappings = 1500;
constexpr std::uint64_t kSeed = 20'261'124;
// Stands in every text of every case, and nowhere in a mapping.
constexpr std::string_view kMarker = "Zq7";

// Random mappings and cases; the same seed gives the same ones.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string mapping() {
    std::string yaml = "mapping: m\ntarget: t\nlookups: {table: {a: b, default: c}}\nrecords:\n";
    yaml +=
        "  first:\n    object: A\n    key: K\n" + when() + "    fields:\n" + fields("      ", 1 + below(5));
    if (below(3) == 0) yaml += "    redact: [F0]\n";
    if (below(3) == 0) yaml += "    attach: {id: " + quoted(text()) + ", missing: create}\n";
    yaml += "  second:\n    object: B\n    key: K\n    parent: {record: first, field: L}\n";
    switch (below(4)) {
      case 0:
        return yaml + "    split: {field: S, each: transcript.messages, as: m, limit: 40, text: " +
               quoted("{{ m.role }}: {{ m.text }}" + filters()) + "}\n    fields:\n" +
               fields("      ", below(3), true);
      case 1:
        return yaml + "    repeat: {each: tags, as: tag, where: " + quoted(condition()) + "}\n    fields:\n" +
               fields("      ", 1 + below(3));
      case 2:
        return yaml + "    match: {by: {M: " + quoted(text()) + "}}\n    fields:\n" +
               fields("      ", 1 + below(3));
      default:
        return yaml + "    overflow: {F0: {limit: 16, do: " + (below(2) == 0 ? "truncate" : "refuse") +
               "}}\n    fields:\n      F0: " + quoted(text()) + "\n" + fields("      ", below(3), true);
    }
  }

  // Values of every kind where a mapping might expect another.
  std::string data() {
    return R"({"case":{"id":"C-1","category":)" + value() + R"(,"closed_at":)" + value() +
           R"(},"visitor":{"email":)" + value() + R"(,"name":)" + value() + R"(},"survey":{"score":)" +
           value() + R"(},"tags":)" + list() + R"(,"transcript":{"messages":[{"role":"visitor","text":)" +
           value() + R"(},{"role":)" + value() + R"(,"text":"Zq7 second"}]},"custom":{"x":)" + value() + "}}";
  }

  std::size_t below(std::size_t n) { return random_() % n; }

 private:
  template <std::size_t N>
  std::string pick(const std::array<const char*, N>& list) {
    return list[below(N)];
  }
  static std::string quoted(const std::string& text) {
    std::string yaml = "\"";
    for (const char c : text) yaml += c == '"' ? "\\\"" : std::string(1, c);
    return yaml + '"';
  }
  std::string path() {
    static constexpr std::array kPaths = {
        "case.category", "case.closed_at", "visitor.email", "visitor.name", "survey.score",
        "tags",          "custom.x",       "tags[0]",       "custom.none",  "transcript.messages[0].text",
        "event.time"};
    return pick(kPaths);
  }
  std::string filters() {
    static constexpr std::array kFilters = {"",
                                            " | upcase",
                                            " | plus: 1",
                                            " | divided_by: survey.score",
                                            " | json",
                                            " | date: '%Y'",
                                            " | lookup: 'table'",
                                            " | truncate: 5",
                                            " | e164",
                                            " | iso8601",
                                            " | split: 'q'",
                                            " | first",
                                            " | size",
                                            " | sort",
                                            " | map: 'a'",
                                            " | url_host",
                                            " | slice: custom.x",
                                            " | base64_decode",
                                            " | tz: custom.x",
                                            " | round: visitor.name"};
    return pick(kFilters) + pick(kFilters);
  }
  std::string text() {
    if (below(4) == 0) return "{% for t in tags %}{{ t" + filters() + " }}{% endfor %}";
    return "{{ " + path() + filters() + " }}" + (below(2) == 0 ? " {{ " + path() + " }}" : "");
  }
  std::string condition() {
    static constexpr std::array kOperators = {" == ", " != ", " > ", " contains "};
    return path() + pick(kOperators) + path();
  }
  std::string when() { return below(4) == 0 ? "    when: " + quoted(condition()) + "\n" : ""; }
  std::string leaf() {
    switch (below(9)) {
      case 0:
        return "{$int: " + quoted("{{ " + path() + filters() + " }}") + "}";
      case 1:
        return "{$num: " + quoted("{{ " + path() + filters() + " }}") + "}";
      case 2:
        return "{$bool: " + quoted(condition()) + "}";
      case 3:
        return "{$json: " + quoted("{{ " + path() + " }}") + "}";
      case 4:
        return "{$omit: " + quoted(text()) + "}";
      case 5:
        return "{$if: " + quoted(condition()) + ", then: " + quoted(text()) + ", else: " + quoted(text()) +
               "}";
      case 6:
        return "{$each: " + quoted(path()) + ", as: i, do: {V: " + quoted("{{ i" + filters() + " }}") + "}}";
      default:
        return quoted(text());
    }
  }
  std::string fields(const std::string& indent, std::size_t count, bool from_one = false) {
    std::string yaml = from_one ? indent + "N: 1\n" : indent + "F0: " + quoted(text()) + "\n";
    for (std::size_t i = 1; i <= count; ++i) yaml += indent + "F" + std::to_string(i) + ": " + leaf() + "\n";
    return yaml;
  }
  std::string value() {
    static constexpr std::array kValues = {R"("Zq7 a text")",
                                           R"("Zq7@example.com")",
                                           R"("Zq7\n\u0007\"quoted\" å")",
                                           "\"\"",
                                           "4",
                                           "-2.5",
                                           "null",
                                           "true",
                                           R"({"Zq7a":"Zq7b"})",
                                           R"(["Zq7",1,null])",
                                           "1e300",
                                           R"("2026-07-01T12:00:00Z")"};
    return pick(kValues);
  }
  std::string list() { return below(5) == 0 ? value() : "[" + value() + "," + value() + R"(,"Zq7 tag"])"; }

  std::mt19937_64 random_;
};

std::string all_of(const Run& run) {
  std::string text = run.ok ? "" : "error: " + run.error.code + ": " + run.error.message;
  for (const auto& record : run.records) {
    text += record.shape->name + '#' + std::to_string(record.part) + ' ' + std::string(record.key) + ' ' +
            std::string(record.attach_id) + ' ' + to_json(record.match) + to_json(record.fields) + '\n';
  }
  return text;
}

bool holds_marker(const hub::Error& error) {
  const auto holds = [](std::string_view text) { return text.find(kMarker) != std::string_view::npos; };
  return holds(error.message) || holds(error.code) || std::ranges::any_of(error.fields, holds);
}

std::string with_email(std::string data, const std::string& email) {
  const std::string name = R"("email":)";
  const std::size_t from = data.find(name) + name.size(), to = data.find(R"(,"name":)", from);
  return data.replace(from, to - from, email);
}

// The same mapping, with the address wherever it read these.
std::string about_email(std::string yaml) {
  for (const std::string path : {"visitor.name", "case.category", "custom.x"}) {
    for (std::size_t at = yaml.find(path); at != std::string::npos; at = yaml.find(path, at)) {
      yaml.replace(at, path.size(), "visitor.email");
    }
  }
  return yaml;
}

bool lowers(const std::string& yaml) {
  return yaml.find("redact") != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mapping_properties)

BOOST_AUTO_TEST_CASE(mapping_is_deterministic_writes_json_and_fails_without_content) {
  int mapped = 0, failed = 0;
  for (int i = 0; i < kMappings; ++i) {
    Generator generator(kSeed + static_cast<std::uint64_t>(i));
    const std::string yaml = generator.mapping(), data = generator.data();
    BOOST_REQUIRE_MESSAGE(problems_of(yaml).empty(), problems_of(yaml) << yaml);
    const Run first(yaml, data), second(yaml, data);
    BOOST_TEST(all_of(first) == all_of(second), yaml << data);
    if (!first.ok) {
      ++failed;
      BOOST_TEST(!holds_marker(first.error), first.error.message << "\n" << yaml);
      BOOST_TEST((first.error.kind == hub::ErrorKind::invalid));
      BOOST_TEST(first.records.empty());
      continue;
    }
    ++mapped;
    for (const auto& record : first.records) {
      hub::model::Arena arena;
      hub::model::JsonParser parser;
      const auto parsed = parser.parse(to_json(record.fields), arena);
      BOOST_REQUIRE_MESSAGE(parsed.ok(), yaml << data);
      BOOST_TEST((*parsed == record.fields), yaml << data);
    }
  }
  BOOST_TEST(mapped > kMappings / 5);
  BOOST_TEST(failed > kMappings / 5);
}

// A field that looks different when the e-mail address is another one is at least of the address's class.
BOOST_AUTO_TEST_CASE(no_class_falls_without_a_lowering_filter) {
  int telling = 0;
  for (int i = 0; i < kMappings; ++i) {
    Generator generator(kSeed + static_cast<std::uint64_t>(i));
    const std::string yaml = about_email(generator.mapping()), data = generator.data();
    if (lowers(yaml)) continue;
    const Run before(yaml, with_email(data, R"("before@example.com")"));
    const Run after(yaml, with_email(data, R"("other@example.org")"));
    if (!before.ok || !after.ok || before.records.size() != after.records.size()) continue;
    for (std::size_t r = 0; r < before.records.size(); ++r) {
      for (const auto& field : before.records[r].fields.as_object()) {
        const auto* other = after.records[r].fields.find(field.name);
        if (!other || *other == field.value) continue;
        ++telling;
        const DataClass seen = std::max(field.value.data_class(), other->data_class());
        BOOST_TEST((seen >= DataClass::direct), field.name << "\n" << yaml);
      }
    }
  }
  BOOST_TEST(telling > 40);
}

// What a target may not see never leaves, and whoever asks hears the field, not the value.
BOOST_AUTO_TEST_CASE(a_class_that_is_forbidden_never_leaves) {
  int forbidden = 0;
  for (int i = 0; i < kMappings; ++i) {
    Generator generator(kSeed + static_cast<std::uint64_t>(i));
    const std::string yaml = generator.mapping(), data = generator.data();
    const Run run(yaml, data, DataClass::pseudonymous);
    for (const auto& record : run.records) {
      BOOST_TEST((record.fields.data_class() <= DataClass::pseudonymous), yaml);
    }
    if (run.ok || run.error.code != "class_forbidden") continue;
    ++forbidden;
    BOOST_TEST(!holds_marker(run.error));
  }
  BOOST_TEST(forbidden > 100);
}

BOOST_AUTO_TEST_CASE(every_limit_is_named_and_leaves_no_records) {
  const auto list_of = [](std::size_t count, const std::string& item) {
    std::string json = "[" + item;
    for (std::size_t i = 1; i < count; ++i) json += "," + item;
    return json + "]";
  };
  const std::string head = "mapping: m\ntarget: t\nrecords:\n  r:\n    object: O\n    key: K\n";
  const std::string repeat = head + "    repeat: {each: tags, as: t}\n    fields: {F: \"{{ t }}\"}\n";
  const std::string each = head + "    fields: {F: {$each: tags, as: t, do: \"{{ t }}\"}}\n";
  const std::string long_text = head + "    fields: {F: \"{% for t in tags %}{{ custom.x }}{% endfor %}\"}\n";
  const std::string many = head + "    fields:\n" + [] {
    std::string fields;
    for (int i = 0; i < 20; ++i) fields += "      F" + std::to_string(i) + ": \"{{ custom.x }}\"\n";
    return fields;
  }();
  const auto data = [](const std::string& tags, const std::string& text) {
    return R"({"case":{"id":"C-1"},"tags":)" + tags + R"(,"custom":{"x":")" + text + "\"}}";
  };
  const std::string megabyte(1 << 20, 'x');
  const std::tuple<std::string, std::string, std::string> limits[] = {
      {repeat, data(list_of(501, "\"Zq7\""), ""), "records"},
      {each, data(list_of(10'001, "\"Zq7\""), ""), "items"},
      {long_text, data(list_of(9, "1"), megabyte), "output_bytes"},
      {many, data("[]", megabyte), "output_bytes"},
  };
  for (const auto& [yaml, json, name] : limits) {
    const Run run(yaml, json);
    BOOST_TEST(!run.ok, name);
    BOOST_TEST(run.error.code == "limit");
    BOOST_TEST(run.error.message.find(name) != std::string::npos, run.error.message);
    BOOST_TEST(run.records.empty());
    BOOST_TEST(!holds_marker(run.error));
  }
  BOOST_TEST(Run(repeat, data(list_of(500, "\"Zq7\""), "")).records.size() == 500u);
}

BOOST_AUTO_TEST_SUITE_END()
