#include "tools/hubctl/delivery_retry.hpp"

#include <algorithm>
#include <array>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/admin/query.hpp"
#include "tools/hubctl/dead_letters.hpp"
#include "tools/hubctl/retry_cursor.hpp"

namespace hub::hubctl {
namespace {

constexpr std::size_t kCountedAtOnce = 1000;
constexpr std::int64_t kRateMax = 100'000;
constexpr std::chrono::milliseconds kUsualWait{10'000};
constexpr std::chrono::milliseconds kCountPause{200};

struct ResultWord {
  std::string_view member, text;
};
constexpr std::array<ResultWord, 5> kResults = {{{"gone", "delivered and deleted"},
                                                 {"confirmed", "delivered, waiting for other targets"},
                                                 {"dead_letters", "dead letters again"},
                                                 {"discarded", "discarded"},
                                                 {"under_way", "still under way"}}};
using Results = std::array<std::int64_t, kResults.size()>;

std::int64_t under_way(const Results& results) {
  return results.back();
}

struct Wishes {
  MoveOrder order{"retry", "retried"};
  std::chrono::milliseconds wait = kUsualWait;
  std::string problem;
};

Wishes read_wishes(const Call& call) {
  Wishes wishes;
  if (const std::string* rate = call.find("rate")) {
    const auto number = admin::parse_integer(*rate);
    if (!number || *number < 1 || *number > kRateMax) wishes.problem = "--rate is a number from 1";
    wishes.order.per_second = static_cast<double>(number.value_or(0));
  }
  if (const std::string* version = call.find("with-mapping")) {
    wishes.order.mapping_version = admin::parse_integer(*version);
    if (!wishes.order.mapping_version)
      wishes.problem = "--with-mapping is the number of a version; see hubctl mapping versions";
  }
  if (const std::string* wait = call.find("wait")) {
    const auto time = admin::parse_age(*wait);
    if (!time) wishes.problem = "--wait is a time such as 0s, 30s or 2m";
    wishes.wait = time.value_or(kUsualWait);
  }
  return wishes;
}

Result<Results> count_once(Call& call, std::span<const std::string> ids) {
  Results results{};
  while (!ids.empty()) {
    const auto some = ids.first(std::min(kCountedAtOnce, ids.size()));
    ids = ids.subspan(some.size());
    const auto answer = call.hub.post("/api/v1/deliveries/results", named_body(some));
    if (!answer) return answer.error();
    for (std::size_t i = 0; i < kResults.size(); ++i) {
      const model::Value* count = answer->value().find(kResults[i].member);
      if (count != nullptr && count->is_integer()) results[i] += count->as_integer();
    }
  }
  return results;
}

// Asks until everything has come to an end, or the operator has waited long enough.
Result<Results> count_results(Call& call, std::span<const std::string> ids, std::chrono::milliseconds wait) {
  const auto until = std::chrono::steady_clock::now() + wait;
  for (;;) {
    auto results = count_once(call, ids);
    if (!results || under_way(*results) == 0 || std::chrono::steady_clock::now() >= until) return results;
    if (!pause(call, kCountPause)) return results;
  }
}

void print_outcome(const Call& call, std::size_t matched, std::size_t retried, bool is_interrupted,
                   const Results& results) {
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().member("dry_run", false).member("matched", static_cast<std::int64_t>(matched));
    json.member("retried", static_cast<std::int64_t>(retried)).member("interrupted", is_interrupted);
    json.name("results").begin_object();
    for (std::size_t i = 0; i < kResults.size(); ++i) json.member(kResults[i].member, results[i]);
    json.end_object().end_object();
    const Buffer line = json.take();
    call.out << line.view() << '\n';
    return;
  }
  call.out << retried << " of " << matched << " deliveries are on their way again\n";
  for (std::size_t i = 0; i < kResults.size(); ++i)
    if (results[i] > 0) call.out << "  " << results[i] << ' ' << kResults[i].text << '\n';
}

int report(Call& call, std::size_t matched, const MoveOutcome& outcome, std::span<const std::string> moved,
           std::size_t moved_before, std::chrono::milliseconds wait) {
  const auto results =
      count_results(call, moved, outcome.is_interrupted ? std::chrono::milliseconds(0) : wait);
  if (!results) return refused(call, results.error());
  print_outcome(call, matched + moved_before, outcome.moved + moved_before, outcome.is_interrupted, *results);
  return outcome.is_interrupted ? kFoundProblems : kDone;
}

int retry_named(Call& call, const Wishes& wishes) {
  const auto outcome = move_deliveries(call, wishes.order, call.arguments, [](auto) {});
  if (outcome.error) return refused(call, *outcome.error);
  const std::span<const std::string> moved(call.arguments.data(), outcome.asked);
  return report(call, call.arguments.size(), outcome, moved, 0, wishes.wait);
}

int show_named(Call& call) {
  const auto results = count_once(call, call.arguments);
  if (!results) return refused(call, results.error());
  if (call.json) {
    print_dry_run(call, {call.arguments, {}, delivery_table()}, "retried");
    return kDone;
  }
  for (std::size_t i = 0; i < kResults.size(); ++i)
    if ((*results)[i] > 0)
      call.out << (*results)[i] << ' ' << (i == 2 ? "dead letters" : kResults[i].text) << '\n';
  call.out << (*results)[2] + under_way(*results) << " deliveries would be retried\n";
  return kDone;
}

std::string choice_of(const Call& call) {
  std::string choice = call.hub.url();
  for (const auto& [name, value] : given_filters(call)) choice += '\n' + name + '=' + value;
  return choice;
}

int retry_chosen(Call& call, const Wishes& wishes) {
  RetryCursor cursor(call.state_folder, choice_of(call));
  if (cursor.is_resumed() && call.find("fresh") != nullptr) {
    cursor.end();
    cursor = RetryCursor(call.state_folder, choice_of(call));
  }
  const bool is_resumed = cursor.is_resumed();
  std::string as_of = cursor.as_of();
  const auto chosen = choose_deliveries(call, as_of);
  if (!chosen) return refused(call, chosen.error());
  if (call.find("dry-run") != nullptr) {
    print_dry_run(call, *chosen, "retried");
    return kDone;
  }
  std::string unnoted;
  const std::size_t moved_before = cursor.moved().size();
  if (is_resumed)
    call.err << "going on with the retry of " << as_of << ": " << moved_before << " were retried before\n";
  else
    unnoted = cursor.begin(as_of);
  const auto outcome = move_deliveries(call, wishes.order, chosen->ids, [&](auto ids) { cursor.add(ids); });
  if (outcome.error || outcome.is_interrupted) {
    call.err << (call.err_is_terminal ? "\n" : "") << (outcome.error ? "stopped" : "interrupted") << " after "
             << outcome.moved << " of " << chosen->ids.size() << ": "
             << (unnoted.empty() ? "the same command goes on with the rest"
                                 : "to go on with the rest, add --changed-before " + as_of)
             << '\n';
  }
  if (outcome.error) return refused(call, *outcome.error);
  if (!outcome.is_interrupted) cursor.end();
  return report(call, chosen->ids.size(), outcome, cursor.moved(), moved_before, wishes.wait);
}

}  // namespace

std::vector<Option> retry_options() {
  return {{"dry-run", "", "say what would be retried, and change nothing"},
          {"rate", "N", "at most so many a second"},
          {"with-mapping", "VERSION", "maps them with this published version instead of the one they have"},
          {"wait", "TIME", "how long to wait for the results; 10s if absent"},
          {"fresh", "", "begin anew instead of going on with a run that was interrupted"}};
}

int retry_deliveries(Call& call) {
  const std::string problem = choice_problem(call);
  if (!problem.empty()) return fail(call, kBadUsage, problem);
  const Wishes wishes = read_wishes(call);
  if (!wishes.problem.empty()) return fail(call, kBadUsage, wishes.problem);
  if (call.arguments.empty()) return retry_chosen(call, wishes);
  return call.find("dry-run") != nullptr ? show_named(call) : retry_named(call, wishes);
}

}  // namespace hub::hubctl
