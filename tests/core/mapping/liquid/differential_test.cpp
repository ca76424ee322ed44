// Thousands of generated templates over real chats, rendered here and by liquidjs: the two agree, or the
// difference is one that tests/liquidjs/known_differences.json explains. Skipped without node, liquidjs or
// the chats.
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <regex>
#include <sstream>

#include "tests/core/mapping/liquid/liquid_fixture.hpp"

namespace hub::mapping::liquid {
namespace {

constexpr int kTemplates = 6000;
constexpr int kSeed = 20261124;

const std::filesystem::path kFolder = HUB_SOURCE_DIR "/tests/liquidjs";
const std::filesystem::path kChats = HUB_SOURCE_DIR "/../shared/cases/chats.train.jsonl.gz";

struct KnownDifference {
  std::string name;
  std::regex where;    // what the template must hold
  std::regex ignored;  // what makes no difference in the two results
};

// True where the difference, and nothing but it, explains the two results.
bool explains(const KnownDifference& known, const std::string& source, const std::string& here,
              const std::string& there) {
  if (!std::regex_search(source, known.where)) return false;
  return std::regex_replace(here, known.ignored, "") == std::regex_replace(there, known.ignored, "");
}

std::vector<KnownDifference> known_differences() {
  std::ifstream file(kFolder / "known_differences.json");
  std::ostringstream text;
  text << file.rdbuf();
  model::JsonParser parser;
  model::Arena arena;
  const auto list = parser.parse(text.str(), arena);
  BOOST_REQUIRE(list.ok());
  std::vector<KnownDifference> known;
  for (const model::Value& item : list->as_array()) {
    BOOST_TEST(!item.text_at("reason").empty());
    known.push_back({std::string(item.text_at("name")), std::regex(std::string(item.text_at("template"))),
                     std::regex(std::string(item.text_at("ignore")))});
  }
  return known;
}

bool can_run() {
  if (!std::filesystem::exists(kChats)) return std::cout << "skipped: no ../shared/cases\n", false;
  if (!std::filesystem::exists(kFolder / "node_modules/liquidjs")) {
    return std::cout << "skipped: no liquidjs (npm ci in tests/liquidjs)\n", false;
  }
  if (std::system("node --version >/dev/null 2>&1") != 0) return std::cout << "skipped: no node\n", false;
  return true;
}

std::string rendered_here(const model::Value& line, model::Arena& arena) {
  const Compilation compiled = compile(line.text_at("template"));
  if (!compiled.ok()) return "error: " + compiled.error->message;
  RenderContext context;
  context.event_time = test::fixed_now();
  const auto rendered = compiled.result->render(*line.find("data"), context, arena);
  return rendered ? std::string(rendered->text) : "error: " + rendered.error().message;
}

std::string rendered_there(const model::Value& line) {
  return line.find("error") ? "error: " + std::string(line.text_at("error"))
                            : std::string(line.text_at("result"));
}

BOOST_AUTO_TEST_SUITE(differential)

BOOST_AUTO_TEST_CASE(every_disagreement_with_liquidjs_is_explained) {
  if (!can_run()) return;
  const std::string command = "cd '" + kFolder.string() + "' && node render.mjs '" + kChats.string() + "' " +
                              std::to_string(kSeed) + " " + std::to_string(kTemplates);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  BOOST_REQUIRE(pipe != nullptr);
  const auto known = known_differences();
  std::map<std::string, int> explained;
  model::JsonParser parser;
  int compared = 0;
  int unexplained = 0;
  char* text = nullptr;
  std::size_t capacity = 0;
  for (ssize_t size = getline(&text, &capacity, pipe.get()); size > 0;
       size = getline(&text, &capacity, pipe.get())) {
    model::Arena arena;
    const auto line = parser.parse({text, static_cast<std::size_t>(size)}, arena);
    BOOST_REQUIRE(line.ok());
    ++compared;
    const std::string here = rendered_here(*line, arena);
    const std::string there = rendered_there(*line);
    if (here == there || (here.starts_with("error: ") && there.starts_with("error: "))) continue;
    const std::string source(line->text_at("template"));
    const auto reason = std::ranges::find_if(
        known, [&](const KnownDifference& k) { return explains(k, source, here, there); });
    if (reason != known.end()) {
      ++explained[reason->name];
    } else if (++unexplained <= 10) {
      BOOST_ERROR("template: " << source << "\nhere:  " << here << "\nthere: " << there);
    }
  }
  std::free(text);
  BOOST_TEST(compared == kTemplates);
  BOOST_TEST(unexplained == 0);
  std::cout << "compared " << compared << " templates with liquidjs\n";
  for (const auto& [name, count] : explained) std::cout << "  " << count << " times known: " << name << "\n";
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hub::mapping::liquid
