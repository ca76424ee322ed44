#include "connectors/dynamics/errors.hpp"

#include <algorithm>
#include <array>

#include "connectors/shared/refusals.hpp"

namespace hub::connectors::dynamics {

using model::Value;

namespace {

constexpr std::string_view kThere = "exists", kMissing = "not_found", kTooLong = "0x80044331";

// dynamics.md, "Throttling" and "Errors".
constexpr std::array kAdvice = std::to_array<Advice>({
    {"0x80072322", "6,000 requests in five minutes are used up"},
    {"0x80072321", "20 minutes of execution time in five minutes are used up"},
    {"0x80072326", "52 requests are under way at once"},
    {kTooLong, "the text is longer than its column"},
    {"0x0", "the table has no such column, or the value does not fit it"},
    {"0x80048d19", "the table has no such column or link, or the value does not fit it"},
    {"0x80060888", "the address names something that is not there"},
});

// The name that follows `lead`; what follows these words is never a value.
std::string name_after(std::string_view lead, std::string_view message) {
  constexpr std::size_t kNameMax = 128;
  const std::size_t at = message.find(lead);
  if (at == message.npos) return {};
  const std::string_view rest = message.substr(at + lead.size());
  std::size_t length = 0;
  while (length < std::min(rest.size(), kNameMax) && is_name(rest.substr(length, 1), "_")) ++length;
  return std::string(rest.substr(0, length));
}

std::string column_of(std::string_view message) {
  for (const std::string_view lead :
       {"The length of the '", "Invalid property '", "undeclared property '", "property named '"})
    if (std::string name = name_after(lead, message); !name.empty()) return name;
  return {};
}

void describe(Error& error, std::string_view message) {
  if (std::string column = column_of(message); !column.empty()) error.fields.push_back(std::move(column));
  const std::string_view advice = advice_for(error.code, kAdvice);
  error.message = answered("Dynamics 365", error, advice.empty() ? error.message : advice);
}

}  // namespace

Error classify_answer(const http::Response& answer, const Value* body, http::Effect effect, WallTime now) {
  constexpr int kForbidden = 403, kNotFound = 404, kPreconditionFailed = 412;
  Error error = http::status_error(answer, effect);
  const Value* told = body ? body->find("error") : nullptr;
  const std::string_view message = told ? told->text_at("message") : std::string_view();
  if (told && answer.status < 500) {
    if (const auto code = told->text_at("code"); is_name(code, "_", 16)) error.code = code;
    describe(error, message);
  }
  if (answer.status == kForbidden) {
    const std::string privilege = name_after("missing prv", message);
    if (!privilege.empty())
      error.message =
          "the application user lacks the privilege prv" + privilege + ": add it to its security role";
  }
  if (answer.status == kNotFound) {
    error.code = kMissing;
    error.message = "Dynamics 365 has no such record, table or address";
  }
  if (answer.status == kPreconditionFailed) {
    error.code = kThere;
    error.message = "the record exists already";
  }
  return http::settle(std::move(error), answer, effect, now);
}

bool is_there(const Error& error) {
  return error.code == kThere;
}

bool is_missing(const Error& error) {
  return error.code == kMissing;
}

bool is_about_schema(const Error& error) {
  constexpr std::array<std::string_view, 4> kCodes = {"0x0", "0x80048d19", "0x80060888", "http_400"};
  return std::ranges::find(kCodes, error.code) != kCodes.end();
}

}  // namespace hub::connectors::dynamics
