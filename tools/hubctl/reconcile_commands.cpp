#include <algorithm>
#include <fstream>
#include <map>
#include <ostream>
#include <set>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

constexpr std::size_t kNamedAtOnce = 500;
constexpr std::size_t kFetchedAtOnce = 20;  // each is a call to the platform, one after the other
constexpr std::size_t kShown = 1000;

// What a person has to look at; everything else has arrived or is on its way.
const std::set<std::string, std::less<>> kOpen = {"never_seen", "refused", "dead_letter"};

struct Reconciled {
  std::map<std::string, std::size_t> counts;  // by answer
  Table table{{"CASE", "ANSWER", "CERTIFICATE", "DELIVERY", "REASON"}};
  std::size_t rows = 0;
  Buffer json;
  std::vector<std::string> missing;  // each as JSON, as the hub wants it back
};

std::string json_of(const model::Value& value) {
  Buffer text;
  model::write_json(value, text);
  return std::string(text.view());
}

void add(const model::Value& one, bool shows_all, Reconciled& result) {
  const std::string answer(one.text_at("answer"));
  ++result.counts[answer];
  if (answer == "never_seen") result.missing.push_back(json_of(one));
  if (!result.json.empty()) result.json.push_back(',');
  model::write_json(one, result.json);
  if ((!shows_all && !kOpen.contains(answer)) || result.rows == kShown) return;
  ++result.rows;
  result.table.add({std::string(one.text_at("id")), answer, number_at(one, "certificate", ""),
                    std::string(one.text_at("delivery")), std::string(one.text_at("reason"))});
}

std::string body_start(const Call& call) {
  Buffer text("{\"tenant\":");
  model::write_json_string(*call.find("tenant"), text);
  return std::string(text.view());
}

// The next page's `after`; empty on the last.
Result<std::string> ask(Call& call, const std::string& body, Reconciled& result) {
  const auto answer = call.hub.post("/api/v1/reconcile", body);
  if (!answer) return answer.error();
  const model::Value* cases = answer->value().find("cases");
  if (cases == nullptr || !cases->is_array())
    return transient_error("not_understood", "the hub's answer is not understood");
  for (const model::Value& one : cases->as_array()) add(one, call.find("all") != nullptr, result);
  return std::string(answer->value().text_at("next"));
}

// A day means its beginning.
std::string time_of(const std::string& given) {
  constexpr std::size_t kDayLength = 10;
  return given.size() == kDayLength ? given + "T00:00:00Z" : given;
}

Result<void> compare_with_list(Call& call, Reconciled& result) {
  std::string body = body_start(call);
  for (const char* name : {"from", "to"}) {
    const std::string* given = call.find(name);
    if (given == nullptr) continue;
    Buffer text;
    model::write_json_string(time_of(*given), text);
    body += std::string(",\"") + name + "\":" + std::string(text.view());
  }
  std::string after;
  do {
    Buffer quoted;
    model::write_json_string(after, quoted);
    auto next =
        ask(call, body + (after.empty() ? "" : ",\"after\":" + std::string(quoted.view())) + '}', result);
    if (!next) return next.error();
    if (*next == after && !after.empty())
      return transient_error("not_understood", "the platform's list does not end");
    after = std::move(*next);
  } while (!after.empty() && !call.is_interrupted());
  return {};
}

// A line is a case's id, or a JSON object with one.
std::string case_of_line(const std::string& line) {
  if (line.starts_with('{')) return line;
  Buffer quoted;
  model::write_json_string(line, quoted);
  return std::string(quoted.view());
}

Result<void> compare_with_file(Call& call, std::istream& lines, Reconciled& result) {
  std::string cases;
  std::size_t count = 0;
  const auto flush = [&]() -> Result<void> {
    if (count == 0) return {};
    const auto answered = ask(call, body_start(call) + ",\"cases\":[" + cases + "]}", result);
    cases.clear();
    count = 0;
    if (!answered) return answered.error();
    return {};
  };
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    cases += (count++ == 0 ? "" : ",") + case_of_line(line);
    if (count < kNamedAtOnce) continue;
    if (auto done = flush(); !done) return done;
  }
  return flush();
}

// Fetches what never came; by what became of each.
Result<std::map<std::string, std::size_t>> fetch_missing(Call& call, const Reconciled& result) {
  std::map<std::string, std::size_t> fetched;
  for (std::size_t at = 0; at < result.missing.size() && !call.is_interrupted(); at += kFetchedAtOnce) {
    std::string cases;
    for (std::size_t i = at; i < std::min(at + kFetchedAtOnce, result.missing.size()); ++i)
      cases += (cases.empty() ? "" : ",") + result.missing[i];
    const auto answer =
        call.hub.post("/api/v1/reconcile/fetch", body_start(call) + ",\"cases\":[" + cases + "]}");
    if (!answer) return answer.error();
    const model::Value* list = answer->value().find("cases");
    if (list == nullptr || !list->is_array())
      return transient_error("not_understood", "the hub's answer is not understood");
    for (const model::Value& one : list->as_array()) {
      std::string what(one.text_at("result"));
      if (!one.text_at("reason").empty()) what += " (" + std::string(one.text_at("reason")) + ')';
      ++fetched[what];
    }
    if (call.err_is_terminal)
      call.err << "\rfetched " << std::min(at + kFetchedAtOnce, result.missing.size()) << " of "
               << result.missing.size() << std::flush;
  }
  if (call.err_is_terminal && !result.missing.empty()) call.err << '\n';
  return fetched;
}

void print_counts(const std::map<std::string, std::size_t>& counts, admin::JsonWriter& json) {
  json.begin_object();
  for (const auto& [what, count] : counts) json.member(what, static_cast<std::int64_t>(count));
  json.end_object();
}

void print(const Call& call, Reconciled& result, const std::map<std::string, std::size_t>& fetched) {
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().name("cases").raw('[' + std::string(result.json.view()) + ']').name("counts");
    print_counts(result.counts, json);
    json.name("fetched");
    print_counts(fetched, json);
    json.end_object();
    const Buffer line = json.take();
    call.out << line.view() << '\n';
    return;
  }
  if (result.rows > 0) {
    result.table.print(call.out);
    call.out << (result.rows == kShown ? "there are more: --json shows all\n\n" : "\n");
  }
  std::size_t total = 0;
  for (const auto& [answer, count] : result.counts) total += count;
  call.out << total << " cases compared\n";
  for (const auto& [answer, count] : result.counts) call.out << "  " << count << ' ' << answer << '\n';
  for (const auto& [what, count] : fetched) call.out << "fetched: " << count << ' ' << what << '\n';
}

int reconcile(Call& call) {
  const std::string* file = call.find("file");
  if (call.find("tenant") == nullptr) return fail(call, kBadUsage, "say whose cases: --tenant NAME");
  if ((file == nullptr) == (call.find("from") == nullptr))
    return fail(call, kBadUsage, "give either --from and --to, or --file");
  Reconciled result;
  Result<void> compared;
  if (file != nullptr) {
    std::ifstream lines(*file);
    if (!lines) return fail(call, kBadUsage, "the file cannot be read");
    compared = compare_with_file(call, lines, result);
  } else {
    compared = compare_with_list(call, result);
  }
  if (!compared) return refused(call, compared.error());
  std::map<std::string, std::size_t> fetched;
  if (call.find("fetch") != nullptr) {
    auto done = fetch_missing(call, result);
    if (!done) return refused(call, done.error());
    fetched = std::move(*done);
  }
  print(call, result, fetched);
  std::size_t open = 0, taken = 0;
  for (const auto& [answer, count] : result.counts)
    if (kOpen.contains(answer)) open += count;
  for (const auto& [what, count] : fetched)
    if (what == "accepted" || what == "duplicate") taken += count;
  return open == taken && !call.is_interrupted() ? kDone : kFoundProblems;
}

}  // namespace

std::vector<Command> reconcile_commands() {
  return {
      {"reconcile",
       "",
       0,
       0,
       "Compares the platform's closed cases with what came here: delivered, waiting, dead letter, refused "
       "or "
       "never seen. Ends with 1 when something is missing.",
       {{"tenant", "NAME", "whose cases"},
        {"from", "TIME", "closed from then on: 2026-11-29, or 2026-11-29T20:00:00Z"},
        {"to", "TIME", "and before then; now if absent"},
        {"file", "FILE", "instead: a case a line, its id or a JSON object with id, event, source, dataref"},
        {"fetch", "", "takes in what was never seen, by reference"},
        {"all", "", "also shows the cases that need nobody"}},
       reconcile}};
}

}  // namespace hub::hubctl
