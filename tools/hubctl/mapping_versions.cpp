#include "tools/hubctl/mapping_versions.hpp"

#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/admin/query.hpp"
#include "core/mapping/tools/publishing.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

std::vector<Option> lane_options() {
  return {{"tenant", "NAME", "whose target; needed"}, {"target", "NAME", "its name; needed"}};
}

LaneName lane_of(const Call& call) {
  return {*call.find("tenant"), *call.find("target")};
}

bool names_a_lane(const Call& call) {
  return call.find("tenant") != nullptr && call.find("target") != nullptr;
}

std::string proposal(const LaneName& lane, const std::string& file, std::string_view text) {
  admin::JsonWriter json;
  json.begin_object().member("tenant", lane.tenant).member("target", lane.target);
  json.member("file", file).member("text", text).end_object();
  const Buffer body = json.take();
  return std::string(body.view());
}

int print_publication(Call& call, const Result<Document>& answer) {
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  call.out << "version " << number_at(answer->value(), "version", "-") << " is current for "
           << *call.find("tenant") << '/' << *call.find("target") << ": cases accepted from now on get it\n";
  return kDone;
}

int publish(Call& call) {
  if (!names_a_lane(call)) return fail(call, kBadUsage, "say for which --tenant and --target");
  const std::string& file = call.arguments.front();
  const auto text = read_file(file);
  if (!text) return fail(call, kRefused, text.error().message);
  const std::string failing = mapping::failing_tests_beside(file);
  if (!failing.empty()) {
    call.err << failing;
    return fail(call, kFoundProblems, "not published: tests beside the mapping fail");
  }
  const std::string body = proposal(lane_of(call), file, text->view());
  return print_publication(call, call.hub.post("/api/v1/mappings/publish", body));
}

int roll_back(Call& call) {
  if (!names_a_lane(call)) return fail(call, kBadUsage, "say for which --tenant and --target");
  const auto version = admin::parse_integer(call.arguments.front());
  if (!version) return fail(call, kBadUsage, "VERSION is a number; see hubctl mapping versions");
  admin::JsonWriter json;
  json.begin_object().member("tenant", *call.find("tenant")).member("target", *call.find("target"));
  json.member("version", *version).end_object();
  const Buffer body = json.take();
  return print_publication(call, call.hub.post("/api/v1/mappings/rollback", std::string(body.view())));
}

int versions(Call& call) {
  if (!names_a_lane(call)) return fail(call, kBadUsage, "say for which --tenant and --target");
  const auto answer = call.hub.get("/api/v1/mappings?tenant=" + encode(*call.find("tenant")) +
                                   "&target=" + encode(*call.find("target")));
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  const model::Value* publications = answer->value().find("publications");
  if (publications == nullptr || !publications->is_array())
    return fail(call, kRefused, "the hub's answer is not understood");
  Table table({"VERSION", "MAPPING", "PUBLISHED", "BY", "HOW", "SHA-256", ""});
  bool is_current = true;
  for (const model::Value& one : publications->as_array()) {
    table.add({number_at(one, "version", "-"), std::string(one.text_at("mapping")),
               std::string(one.text_at("at")), std::string(one.text_at("author")),
               std::string(one.text_at("origin")), std::string(one.text_at("sha256").substr(0, 12)),
               is_current ? "current" : ""});
    is_current = false;
  }
  table.print(call.out);
  return kDone;
}

}  // namespace

Result<Buffer> file_or_version(Call& call, const std::string& word) {
  if (!admin::parse_integer(word)) return read_file(word);
  const auto answer = call.hub.get("/api/v1/mappings/" + encode(word));
  if (!answer) return answer.error();
  return Buffer(answer->value().text_at("text"));
}

Result<config::Problems> problems_at_target(RestClient& hub, const LaneName& lane, const std::string& file,
                                            std::string_view text) {
  const auto answer = hub.post("/api/v1/mappings/check", proposal(lane, file, text));
  if (!answer) return answer.error();
  const model::Value* list = answer->value().find("problems");
  if (list == nullptr || !list->is_array())
    return transient_error("not_understood", "the hub's answer is not understood");
  config::Problems problems;
  for (const model::Value& one : list->as_array()) problems.push_back(problem_of(one));
  return problems;
}

std::vector<Command> mapping_version_commands() {
  return {
      {"mapping publish", "FILE", 1, 1,
       "Makes a mapping the one for cases accepted from now on. Refused when it has a problem, when a test "
       "beside it fails, or when it would send more personal data than the target may see.",
       lane_options(), publish},
      {"mapping versions", "", 0, 0,
       "What was published for a target, when and by whom; the first is current.", lane_options(), versions},
      {"mapping rollback", "VERSION", 1, 1,
       "Makes an earlier version of a target current again, as a new publication.", lane_options(),
       roll_back},
  };
}

}  // namespace hub::hubctl
