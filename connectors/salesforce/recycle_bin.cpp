#include "connectors/salesforce/recycle_bin.hpp"

#include <algorithm>
#include <array>

namespace hub::connectors::salesforce {

namespace {

constexpr std::string_view kStart =
    R"(<?xml version="1.0" encoding="UTF-8"?>)"
    R"(<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com">)"
    R"(<s:Header><SessionHeader><sessionId>)";
constexpr std::string_view kBody = "</sessionId></SessionHeader></s:Header><s:Body><emptyRecycleBin>";
constexpr std::string_view kEnd = "</emptyRecycleBin></s:Body></s:Envelope>";

// Faults that pass by themselves, or with the next token.
constexpr std::array<std::string_view, 4> kPassing = {"INVALID_SESSION_ID", "SERVER_UNAVAILABLE",
                                                      "REQUEST_RUNNING_TOO_LONG", "UNKNOWN_EXCEPTION"};

void write_escaped(std::string_view text, Buffer& out) {
  for (const char c : text) {
    if (c == '&') {
      out.append("&amp;");
    } else if (c == '<') {
      out.append("&lt;");
    } else {
      out.push_back(c);
    }
  }
}

bool is_plain(std::string_view id) {
  return !id.empty() && std::ranges::all_of(id, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

// What stands between the next pair of these tags, of which Salesforce writes no attributes; `text` then
// begins behind it.
std::optional<std::string_view> take_element(std::string_view& text, std::string_view name) {
  const std::string open = '<' + std::string(name) + '>', close = "</" + std::string(name) + '>';
  const std::size_t start = text.find(open);
  const std::size_t end = start == text.npos ? text.npos : text.find(close, start);
  if (end == text.npos) return std::nullopt;
  const std::size_t inside = start + open.size();
  const std::string_view element = text.substr(inside, end - inside);
  text.remove_prefix(end + close.size());
  return element;
}

std::string code_of(std::string_view text, std::string_view name) {
  const std::string_view code = take_element(text, name).value_or("UNKNOWN_EXCEPTION");
  return std::string(code.substr(code.find(':') + 1));
}

Error refusal(const std::string& code) {
  return invalid_error(code, "Salesforce did not purge a deleted record from the recycle bin: " + code);
}

}  // namespace

void write_purge(std::string_view session_id, std::span<const std::string> ids, Buffer& out) {
  out.append(kStart);
  write_escaped(session_id, out);
  out.append(kBody);
  for (const std::string& id : ids)
    if (is_plain(id)) out.append("<ids>" + id + "</ids>");
  out.append(kEnd);
}

std::optional<std::vector<Result<void>>> read_purge(std::string_view answer, std::size_t asked) {
  std::vector<Result<void>> results;
  while (const auto result = take_element(answer, "result")) {
    std::string_view inside = *result;
    const bool is_purged = take_element(inside, "success") == "true";
    results.push_back(is_purged ? Result<void>() : Result<void>(refusal(code_of(*result, "statusCode"))));
  }
  if (results.size() != asked) return std::nullopt;
  return results;
}

std::optional<Error> read_fault(std::string_view answer) {
  if (answer.find("<faultcode>") == answer.npos) return std::nullopt;
  Error error = refusal(code_of(answer, "faultcode"));
  if (std::ranges::find(kPassing, error.code) != kPassing.end()) error.kind = ErrorKind::transient;
  return error;
}

}  // namespace hub::connectors::salesforce
