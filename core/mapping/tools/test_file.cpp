#include "core/mapping/tools/test_file.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/mapping/tree_compiler.hpp"
#include "core/model/json.hpp"

namespace hub::mapping {

namespace {

using config::Node;
using config::Problems;
using model::Value;

constexpr std::size_t kCaseBytesMax = 16u << 20;

// "2026-11-01T23:43:47Z", to the second; nothing for anything else.
std::optional<WallTime> parse_time(std::string_view text) {
  if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':' || text[19] != 'Z') {
    return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t size) {
    int value = -1;
    std::from_chars(text.data() + at, text.data() + at + size, value);
    return value;
  };
  const std::chrono::year_month_day date(std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2))));
  if (!date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date) + std::chrono::hours(number(11, 2)) +
                  std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2)));
}

class Loader {
 public:
  Loader(const std::string& path, Problems& problems)
      : folder_(std::filesystem::path(path).parent_path()), problems_(problems) {
    file_.arena = std::make_shared<model::Arena>();
  }

  TestFile load(const Node& root) {
    config::check_keys(root, {"mapping", "tests"}, problems_);
    file_.mapping_path = (folder_ / text_of(root, "mapping")).string();
    const Node* tests = root.find("tests");
    if (!tests || !tests->is_list()) {
      problems_.push_back((tests ? *tests : root).problem("a test file has a list of tests", "add 'tests:'"));
      return std::move(file_);
    }
    for (const Node& test : tests->items) file_.tests.push_back(read_test(test));
    return std::move(file_);
  }

 private:
  std::string text_of(const Node& map, const std::string& key) {
    const Node* value = map.find(key);
    if (value && value->is_scalar()) return value->text;
    problems_.push_back((value ? *value : map).problem("'" + key + "' is missing"));
    return {};
  }

  MappingTest read_test(const Node& node) {
    MappingTest test;
    test.node = node;
    if (!node.is_map()) {
      problems_.push_back(node.problem("a test is a table", "begin with 'name: ...'"));
      return test;
    }
    config::check_keys(node, {"name", "case", "file", "at", "time_zone", "max_class", "expect", "error"},
                       problems_);
    test.name = text_of(node, "name");
    test.data = read_case(node);
    test.at = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
    if (const Node* at = node.find("at")) {
      const auto time = parse_time(at->text);
      if (!time) problems_.push_back(at->problem("this is no time", "write it as 2026-11-01T23:43:47Z"));
      test.at = time.value_or(test.at);
    }
    if (node.find("time_zone")) test.time_zone = text_of(node, "time_zone");
    if (const Node* max_class = node.find("max_class")) {
      test.max_class = model::parse_data_class(max_class->text);
      if (!test.max_class) {
        problems_.push_back(
            max_class->problem("this is no class of data", "none, pseudonymous, direct or free_text"));
      }
    }
    read_expectations(node, test);
    return test;
  }

  Value read_case(const Node& node) {
    const Node *inline_case = node.find("case"), *file = node.find("file");
    if (inline_case) return constants_of(*inline_case, *file_.arena);
    if (file && file->is_scalar()) return load_case(*file);
    problems_.push_back(node.problem("a test needs a case", "add 'case:' or 'file: NAME.json'"));
    return {};
  }

  Value load_case(const Node& name) {
    std::ifstream stream(folder_ / name.text, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream || text.view().size() > kCaseBytesMax) {
      problems_.push_back(name.problem("the file '" + name.text + "' cannot be read"));
      return {};
    }
    const auto parsed = parser_.parse(text.view(), *file_.arena);
    if (!parsed) {
      problems_.push_back(name.problem("the file '" + name.text + "' is not JSON"));
      return {};
    }
    const Value* data = parsed->find("specversion") ? parsed->find("data") : nullptr;
    return data ? *data : *parsed;
  }

  void read_expectations(const Node& node, MappingTest& test) {
    const Node *expect = node.find("expect"), *error = node.find("error");
    if (static_cast<bool>(expect) == static_cast<bool>(error)) {
      problems_.push_back(
          node.problem("a test expects either records or an error", "add 'expect:' or 'error:'"));
    }
    if (expect) {
      for (const Node& record : expect->items) test.records.push_back(read_record(record));
    }
    if (error && error->is_map()) {
      config::check_keys(*error, {"code", "field"}, problems_);
      test.error =
          ExpectedError{text_of(*error, "code"), error->find("field") ? text_of(*error, "field") : ""};
    }
  }

  ExpectedRecord read_record(const Node& node) {
    ExpectedRecord record;
    config::check_keys(node, {"record", "part", "parent", "attach_id", "match", "fields", "includes"},
                       problems_);
    record.record = text_of(node, "record");
    if (const Node* part = node.find("part")) {
      const Value number = constant_of(*part, *file_.arena);
      if (number.is_integer()) record.part = number.as_integer();
    }
    if (node.find("parent")) record.parent = text_of(node, "parent");
    if (node.find("attach_id")) record.attach_id = text_of(node, "attach_id");
    if (const Node* match = node.find("match")) record.match = constants_of(*match, *file_.arena);
    const Node *exact = node.find("fields"), *includes = node.find("includes");
    record.fields_match = exact ? Match::exact : Match::includes;
    if (exact && includes)
      problems_.push_back(includes->problem("write either 'fields' (all) or 'includes' (some)"));
    const Node* fields = exact ? exact : includes;
    record.fields = fields ? constants_of(*fields, *file_.arena) : Value::object({});
    return record;
  }

  std::filesystem::path folder_;
  Problems& problems_;
  TestFile file_;
  model::JsonParser parser_;
};

}  // namespace

TestFile load_test_file(const std::string& path, Problems& problems) {
  const auto documents = config::load_yaml(path, problems);
  if (documents.size() != 1 || !documents[0].is_map()) {
    if (problems.empty()) problems.push_back({path, 1, 1, {}, "a test file has a mapping and tests", {}});
    return {};
  }
  return Loader(path, problems).load(documents[0]);
}

}  // namespace hub::mapping
