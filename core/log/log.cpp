#include "core/log/log.hpp"

#include <algorithm>

namespace hub::log {
namespace {

constexpr std::size_t kValueBytesMax = 512;

// One line stays one line whatever a name or message holds.
std::string tame(std::string_view text) {
  std::string tamed(text.substr(0, kValueBytesMax));
  std::ranges::replace_if(
      tamed, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return tamed;
}

}  // namespace

std::string_view to_string(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
  }
  return "unknown";
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
