#include <ostream>

#include "core/admin/query.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/delivery_pages.hpp"
#include "tools/hubctl/delivery_retry.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

constexpr std::size_t kListUsually = 50;
constexpr std::int64_t kListMax = 1'000'000;

std::string error_text(const model::Value& delivery) {
  const model::Value* error = delivery.find("error");
  if (error == nullptr) return "";
  std::string text = std::string(error->text_at("kind")) + ' ' + std::string(error->text_at("code"));
  if (const model::Value* fields = error->find("fields"))
    for (const model::Value& field : fields->as_array()) text += ' ' + std::string(field.as_string());
  return text;
}

void add_row(const model::Value& delivery, Table& table) {
  const model::Value* attempts = delivery.find("attempts");
  table.add({std::string(delivery.text_at("id")), std::string(delivery.text_at("tenant")),
             std::string(delivery.text_at("target")), std::string(delivery.text_at("state")),
             attempts != nullptr ? std::to_string(attempts->as_integer()) : "-",
             std::string(delivery.text_at("received_at")), error_text(delivery)});
}

int list(Call& call) {
  std::size_t most = kListUsually;
  if (const std::string* limit = call.find("limit")) {
    const auto number = admin::parse_integer(*limit);
    if (!number || *number < 1 || *number > kListMax)
      return fail(call, kBadUsage, "--limit is a number from 1");
    most = static_cast<std::size_t>(*number);
  }
  Table table({"DELIVERY", "TENANT", "TARGET", "STATE", "ATTEMPTS", "RECEIVED", "LAST ERROR"});
  Buffer json("[");
  const auto seen = for_each_delivery(call, "", most, [&](const model::Value& delivery) {
    if (call.json) {
      if (json.size() > 1) json.push_back(',');
      model::write_json(delivery, json);
    } else {
      add_row(delivery, table);
    }
    return true;
  });
  if (!seen) return refused(call, seen.error());
  if (call.json) {
    call.out << json.view() << "]\n";
    return kDone;
  }
  if (*seen > 0) table.print(call.out);
  call.out << *seen << " deliveries" << (*seen == most ? ", and there may be more: --limit" : "") << '\n';
  return kDone;
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
  for (const model::Member& member : delivery->as_object()) {
    if (member.value.is_string()) call.out << member.name << ": " << member.value.as_string() << '\n';
    if (member.value.is_integer()) call.out << member.name << ": " << member.value.as_integer() << '\n';
  }
  if (const model::Value* error = delivery->find("error"))
    call.out << "error: " << error_text(*delivery) << ": " << error->text_at("message") << '\n';
  call.out << '\n';
  Table table({"AT", "STATE", "CODE", "MESSAGE"});
  for (const model::Value& event : history->as_array())
    table.add({std::string(event.text_at("at")), std::string(event.text_at("state")),
               std::string(event.text_at("code")), std::string(event.text_at("message"))});
  table.print(call.out);
  return kDone;
}

std::vector<Option> with(std::vector<Option> options, Option more) {
  options.push_back(more);
  return options;
}

}  // namespace

std::vector<Command> delivery_commands() {
  return {
      {"deliveries list", "", 0, 0, "Lists deliveries, without content.",
       with(filter_options(), {"limit", "N", "at most so many; 50 if absent"}), list},
      {"deliveries show",
       "DELIVERY",
       1,
       1,
       "Shows one delivery: its last error, and what happened when.",
       {},
       show},
      {"deliveries retry", "[DELIVERY...]", 0, 1000,
       "Gives dead letters another chance: those named, or all that the filters choose. Safe to interrupt: "
       "run it "
       "again, and it goes on with what is left.",
       with(filter_options(), {"dry-run", "", "say what would be retried, and change nothing"}),
       retry_deliveries},
  };
}

}  // namespace hub::hubctl
