#include "tools/hubctl/delivery_discard.hpp"

#include <ostream>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/dead_letters.hpp"

namespace hub::hubctl {
namespace {

void print_outcome(const Call& call, std::size_t matched, const MoveOutcome& outcome) {
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().member("dry_run", false).member("matched", static_cast<std::int64_t>(matched));
    json.member("discarded", static_cast<std::int64_t>(outcome.moved));
    json.member("interrupted", outcome.is_interrupted).end_object();
    const Buffer line = json.take();
    call.out << line.view() << '\n';
    return;
  }
  call.out << outcome.moved << " of " << matched
           << " deliveries are discarded; their cases are deleted and certified so\n";
}

int discard(Call& call, std::span<const std::string> ids) {
  const auto outcome = move_deliveries(call, {"discard", "discarded"}, ids, [](auto) {});
  if (outcome.error && outcome.moved > 0)
    call.err << "discarded " << outcome.moved << " before this went wrong; run it again to go on\n";
  if (outcome.error) return refused(call, *outcome.error);
  print_outcome(call, ids.size(), outcome);
  return outcome.is_interrupted ? kFoundProblems : kDone;
}

}  // namespace

int discard_deliveries(Call& call) {
  const std::string problem = choice_problem(call);
  if (!problem.empty()) return fail(call, kBadUsage, problem);
  const bool dry_run = call.find("dry-run") != nullptr;
  if (!call.arguments.empty()) {
    if (!dry_run) return discard(call, call.arguments);
    print_dry_run(call, {call.arguments, {}, delivery_table()}, "discarded");
    return kDone;
  }
  std::string as_of;
  const auto chosen = choose_deliveries(call, as_of);
  if (!chosen) return refused(call, chosen.error());
  if (dry_run) {
    print_dry_run(call, *chosen, "discarded");
    return kDone;
  }
  // What a filter chooses nobody has looked at one by one, and nothing brings it back.
  if (call.find("yes") == nullptr)
    return fail(call, kBadUsage,
                "this would delete " + std::to_string(chosen->ids.size()) +
                    " cases that were not delivered: look with --dry-run, then add --yes");
  return discard(call, chosen->ids);
}

}  // namespace hub::hubctl
