#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/config/spec.hpp"
#include "tools/hubctl/commands.hpp"

namespace hub::hubctl {
namespace {

int print(const Call& call, const Result<Document>& answer) {
  if (!answer) return refused(call, answer.error());
  if (call.json) {
    call.out << answer->text() << '\n';
    return kDone;
  }
  const std::string_view configured = answer->value().text_at("configured");
  const std::string_view until = answer->value().text_at("until");
  call.out << "the log level is " << answer->value().text_at("level");
  if (!until.empty()) call.out << " until " << until << ", then " << configured << " again";
  call.out << '\n';
  return kDone;
}

int level(Call& call) {
  const std::string* length = call.find("for");
  if (call.arguments.empty()) {
    if (length) return fail(call, kBadUsage, "--for needs a level");
    return print(call, call.hub.get("/api/v1/log/level"));
  }
  admin::JsonWriter json;
  json.begin_object().member("level", call.arguments.front());
  if (length) {
    const auto time = config::parse_duration(*length);
    if (!time || *time < std::chrono::seconds(1)) return fail(call, kBadUsage, "--for takes a time like 10m");
    json.member("seconds", std::int64_t{std::chrono::duration_cast<std::chrono::seconds>(*time).count()});
  }
  json.end_object();
  const Buffer body = json.take();
  return print(call, call.hub.post("/api/v1/log/level", std::string(body.view())));
}

}  // namespace

std::vector<Command> log_commands() {
  return {{"log level",
           "[LEVEL]",
           0,
           1,
           "Shows what the hub writes to its log, or changes it: debug, info, warning or error.",
           {{"for", "TIME", "Goes back by itself after this time, like 10m; else when the hub ends"}},
           level}};
}

}  // namespace hub::hubctl
