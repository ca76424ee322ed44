#include <array>
#include <ostream>

#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/delivery_discard.hpp"
#include "tools/hubctl/delivery_pages.hpp"
#include "tools/hubctl/delivery_retry.hpp"
#include "tools/hubctl/list_limit.hpp"

namespace hub::hubctl {
namespace {

int list(Call& call) {
  const auto most = list_limit(call);
  if (!most) return kBadUsage;
  Table table = delivery_table();
  Buffer json("[");
  const auto seen = for_each_delivery(call, given_filters(call), *most, [&](const model::Value& delivery) {
    if (call.json) {
      if (json.size() > 1) json.push_back(',');
      model::write_json(delivery, json);
    } else {
      add_delivery(delivery, table);
    }
    return true;
  });
  if (!seen) return refused(call, seen.error());
  if (call.json) {
    call.out << json.view() << "]\n";
    return kDone;
  }
  if (*seen > 0) table.print(call.out);
  call.out << *seen << " deliveries" << (*seen == *most ? ", and there may be more: --limit" : "") << '\n';
  return kDone;
}

// "3d 4h", "2h 5m", "12s": two units are enough to judge by.
std::string age_text(std::int64_t seconds) {
  constexpr std::array<std::pair<std::int64_t, char>, 4> kUnits = {
      {{86'400, 'd'}, {3'600, 'h'}, {60, 'm'}, {1, 's'}}};
  std::string text;
  int shown = 0;
  for (const auto& [length, letter] : kUnits) {
    const std::int64_t count = seconds / length;
    seconds %= length;
    if ((count == 0 && (shown > 0 || length > 1)) || shown == 2) continue;
    text += (shown++ > 0 ? " " : "") + std::to_string(count) + letter;
  }
  return text;
}

void print_delivery(const model::Value& delivery, std::ostream& out) {
  for (const std::string_view name :
       {"id", "case", "tenant", "target", "state", "received_at", "changed_at", "next_attempt"})
    if (const auto text = delivery.text_at(name); !text.empty()) out << name << ": " << text << '\n';
  if (const model::Value* age = delivery.find("age_seconds"))
    out << "age: " << age_text(age->as_integer()) << '\n';
  if (const model::Value* attempts = delivery.find("attempts"))
    out << "attempts: " << attempts->as_integer() << '\n';
  if (const model::Value* error = delivery.find("error")) {
    out << "error class: " << error->text_at("kind") << "\nerror code: " << error->text_at("code")
        << "\nreason: " << error->text_at("message") << '\n';
    const model::Value* fields = error->find("fields");
    if (fields != nullptr && !fields->as_array().empty()) {
      out << "fields:";
      for (const model::Value& field : fields->as_array()) out << ' ' << field.as_string();
      out << '\n';
    }
  }
  if (const auto suggestion = delivery.text_at("suggestion"); !suggestion.empty())
    out << "suggestion: " << suggestion << '\n';
}

int show(Call& call) {
  const auto answer = call.hub.get("/api/v1/deliveries/" + encode(call.arguments.front()));
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  const model::Value* delivery = answer->value().find("delivery");
  const model::Value* history = answer->value().find("history");
  if (delivery == nullptr || history == nullptr)
    return fail(call, kRefused, "the hub's answer is not understood");
  print_delivery(*delivery, call.out);
  call.out << '\n';
  Table table({"AT", "STATE", "CODE", "MESSAGE"});
  for (const model::Value& event : history->as_array())
    table.add({std::string(event.text_at("at")), std::string(event.text_at("state")),
               std::string(event.text_at("code")), std::string(event.text_at("message"))});
  table.print(call.out);
  return kDone;
}

std::vector<Option> with(std::vector<Option> options, const std::vector<Option>& more) {
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

}  // namespace

std::vector<Command> delivery_commands() {
  return {
      {"deliveries list", "", 0, 0, "Lists deliveries, without content.",
       with(filter_options(), {kLimitOption}), list},
      {"deliveries show",
       "DELIVERY",
       1,
       1,
       "Shows one delivery: its last error, what can be done, and what happened when.",
       {},
       show},
      {"deliveries retry", "[DELIVERY...]", 0, 1000,
       "Gives dead letters another chance: those named, or all that the filters choose. Safe to interrupt: "
       "run it again, and it goes on with what is left. Ends with counts by result.",
       with(filter_options(), retry_options()), retry_deliveries},
      {"deliveries discard", "[DELIVERY...]", 0, 1000,
       "Gives dead letters up, those named or all that the filters choose: their cases are deleted "
       "undelivered, and certified as discarded. For the role admin only.",
       with(filter_options(), {{"dry-run", "", "say what would be discarded, and change nothing"},
                               {"yes", "", "needed with filters: nothing brings a case back"}}),
       discard_deliveries},
  };
}

}  // namespace hub::hubctl
