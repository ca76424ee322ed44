#include "core/log/log.hpp"

#include <algorithm>
#include <array>

#include "core/base/traceparent.hpp"
#include "core/base/words.hpp"

namespace hub::log {
namespace {

constexpr std::size_t kValueBytesMax = 512;
constexpr std::array<std::string_view, 4> kLevelWords = {"debug", "info", "warning", "error"};

// One line stays one line whatever a name or message holds.
std::string tame(std::string_view text) {
  std::string tamed(text.substr(0, kValueBytesMax));
  std::ranges::replace_if(
      tamed, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return tamed;
}

}  // namespace

std::string_view to_string(Level level) {
  return kLevelWords[static_cast<std::size_t>(level)];
}

std::optional<Level> parse_level(std::string_view word) {
  return parse_word<Level>(kLevelWords, word);
}

Field count(Literal name, std::int64_t number) {
  return {name.view(), std::to_string(number), true};
}

Field duration(Literal name, std::chrono::milliseconds length) {
  return {name.view(), std::to_string(length.count()), true};
}

Field word(Literal name, Literal value) {
  return {name.view(), std::string(value.view()), false};
}

Field resource(Literal name, std::string_view value) {
  return {name.view(), tame(value), false};
}

Field place(Literal name, std::string_view value) {
  return {name.view(), tame(value), false};
}

Field case_ref(const model::KeyedHash& reference) {
  return {"case", reference.text(), false};
}

Field trace(Literal name, std::string_view traceparent) {
  return {name.view(), std::string(traceparent.empty() ? traceparent : trace_id_of(traceparent)), false};
}

Field error_kind(const Error& error) {
  return {"error_kind", std::string(hub::to_string(error.kind)), false};
}

Field error_code(const Error& error) {
  return {"error_code", tame(error.code), false};
}

Field error_message(const Error& error) {
  return {"error", tame(error.message), false};
}

}  // namespace hub::log
