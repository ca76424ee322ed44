#include "tools/hubctl/tenant_drain.hpp"

#include <ostream>

#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/dead_letters.hpp"

namespace hub::hubctl {
namespace {

constexpr std::chrono::milliseconds kPause{200};

std::string progress_of(const model::Value& removal) {
  return std::to_string(integer_at(removal, "cases")) + " cases, " +
         std::to_string(integer_at(removal, "owed")) + " purges and callbacks left";
}

// Why waiting alone will not end it; empty: it may.
std::string obstacle_of(const model::Value& removal) {
  if (const auto held = integer_at(removal, "held"); held > 0)
    return std::to_string(held) + " cases are on legal hold: release them, and run this again";
  const auto dead = integer_at(removal, "dead_letters");
  if (dead > 0 && removal.text_at("mode") != "expire")
    return std::to_string(dead) + " deliveries wait for a person: retry or discard them and run this again" +
           (removal.text_at("mode") == "drain" ? ", or give up what waits with --expire" : "");
  return {};
}

}  // namespace

Result<void> drain(Call& call, const std::string& tenant, const char* mode) {
  const std::string body = std::string(R"({"mode":")") + mode + "\"}";
  auto removal = call.hub.post(removal_path(tenant), body);
  for (;;) {
    if (!removal.ok()) return removal.error();
    const model::Value& now = removal->value();
    if (boolean_at(now, "empty")) break;
    if (call.err_is_terminal) call.err << '\r' << tenant << ": " << progress_of(now) << "   " << std::flush;
    if (std::string why = obstacle_of(now); !why.empty())
      return invalid_error("obstacle", tenant + ": " + why);
    if (!pause(call, kPause))
      return invalid_error("interrupted", tenant + ": interrupted with " + progress_of(now) +
                                              "; its events are refused, and the same command goes on");
    removal = call.hub.get(removal_path(tenant));
  }
  if (call.err_is_terminal) call.err << '\n';
  return {};
}

std::string removal_path(const std::string& tenant) {
  return "/api/v1/tenants/" + encode(tenant) + "/removal";
}

int stopped(const Call& call, const Error& error) {
  const bool is_ours = error.code == "obstacle" || error.code == "interrupted";
  return fail(call, is_ours ? kFoundProblems : kRefused, error.message);
}

}  // namespace hub::hubctl
