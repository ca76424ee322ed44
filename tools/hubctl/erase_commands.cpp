#include <algorithm>
#include <ostream>
#include <span>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

// A hub answers any request within two minutes, be it with 503.
constexpr std::chrono::minutes kPatience{3};

std::string body_of(const Call& call) {
  admin::JsonWriter json;
  json.begin_object();
  for (const char* name : {"tenant", "case", "session", "reason"})
    if (const std::string* value = call.find(name)) json.member(name, *value);
  json.member("shared", call.find("shared") != nullptr);
  json.member("dry_run", call.find("dry-run") != nullptr).end_object();
  const Buffer body = json.take();
  return std::string(body.view());
}

void explain(const model::Value& target, std::ostream& out) {
  out << '\n' << target.text_at("target") << '\n';
  if (const auto problem = target.text_at("problem"); !problem.empty())
    out << "  problem: " << problem << '\n';
  out << "  removes: " << target.text_at("removes") << '\n';
  if (const auto leaves = target.text_at("leaves"); !leaves.empty()) out << "  leaves: " << leaves << '\n';
  if (const std::string shared = joined_at(target, "shared"); !shared.empty())
    out << "  not erased, since other cases may share it (--shared erases it too): " << shared << '\n';
  if (const std::string names = joined_at(target, "unsearched"); !names.empty())
    out << "  cannot be found by the case's id where it was written into what others made: " << names << '\n';
}

// Whether somebody still has to do something.
bool needs_more(const model::Value& target) {
  return target.text_at("state") == "unfinished" || target.text_at("state") == "not_possible";
}

void print(const Call& call, const model::Value& erased, bool is_dry_run) {
  if (const auto problem = erased.text_at("problem"); !problem.empty()) {
    call.out << "a case of the session is not erased: " << problem << '\n';
    return;
  }
  call.out << "case " << erased.text_at("case") << ": " << number_at(erased, "here", "?")
           << (is_dry_run ? " here, which would be destroyed\n" : " here, destroyed\n");
  const std::span<const model::Value> targets = list_at(erased, "targets");
  Table table({"TARGET", "STATE", "FOUND", "LEFT"});
  for (const model::Value& target : targets)
    table.add({std::string(target.text_at("target")), std::string(target.text_at("state")),
               number_at(target, "found", "?"), number_at(target, "left", "?")});
  if (!targets.empty()) table.print(call.out);
  for (const model::Value& target : targets) explain(target, call.out);
}

int erase(Call& call) {
  const bool has_one = (call.find("case") == nullptr) != (call.find("session") == nullptr);
  if (call.find("tenant") == nullptr || !has_one)
    return fail(call, kBadUsage, "say whose case, and which: --tenant NAME, and --case ID or --session ID");
  RestClient hub = call.hub.with_timeout(kPatience);
  const auto answer = hub.post("/api/v1/cases/erase", body_of(call));
  if (!answer) return refused(call, answer.error());
  bool is_done = true;
  for (const model::Value& erased : list_at(answer->value(), "cases")) {
    is_done = is_done && erased.text_at("problem").empty() &&
              std::ranges::none_of(list_at(erased, "targets"), needs_more);
    if (!call.json) print(call, erased, boolean_at(answer->value(), "dry_run"));
  }
  if (!call.json && answer->value().find("tracking_events") != nullptr)
    call.out << "tracking events of this session: " << integer_at(answer->value(), "tracking_events")
             << (boolean_at(answer->value(), "dry_run") ? ", which would be deleted\n" : ", deleted\n");
  if (call.json)
    call.out << answer->text() << '\n';
  else if (list_at(answer->value(), "cases").empty())
    call.out
        << "no case of this session is remembered; the tenant's retention.session_days says for how long\n";
  else if (!boolean_at(answer->value(), "finished"))
    call.out << "\nnot finished: run it again, it goes on where it stopped\n";
  return is_done ? kDone : kFoundProblems;
}

}  // namespace

std::vector<Command> erase_commands() {
  return {{"erase",
           "",
           0,
           0,
           "Erases a case, by its id, or the cases of a session, here and at every target, looks whether it "
           "is gone, and certifies that. The tracking events of a session go with it. A legal hold wins. Run "
           "again it finishes what was left. For the role "
           "admin only.",
           {{"tenant", "NAME", "whose case"},
            {"case", "ID", "as the platform names it"},
            {"session", "ID", "instead: every case and tracking event of this session of a visitor"},
            {"reason", "WORD", "for the certificate: subject_request, controller_request, mistake or test"},
            {"shared", "", "also records that other cases may share, such as contacts"},
            {"dry-run", "", "looks, and says what each target can and cannot erase"}},
           erase}};
}

}  // namespace hub::hubctl
