#include "core/base/assert.hpp"
#include "core/config/spec.hpp"

namespace hub::config {

const Settings::Item& Settings::item(std::string_view name) const {
  const auto found = items_.find(name);
  HUB_ASSERT(found != items_.end());
  return found->second;
}

bool Settings::has(std::string_view name) const {
  const auto found = items_.find(name);
  return found != items_.end() && found->second.present;
}

const std::string& Settings::text(std::string_view name) const {
  return item(name).text;
}
std::int64_t Settings::integer(std::string_view name) const {
  return item(name).number;
}
bool Settings::boolean(std::string_view name) const {
  return item(name).number != 0;
}
std::chrono::milliseconds Settings::duration(std::string_view name) const {
  return std::chrono::milliseconds(item(name).number);
}
std::uint64_t Settings::size(std::string_view name) const {
  return static_cast<std::uint64_t>(item(name).number);
}
const std::vector<std::string>& Settings::list(std::string_view name) const {
  return item(name).list;
}

Problem Settings::problem(std::string_view name, std::string message, std::string fix) const {
  const Item& found = item(name);
  const bool written = found.line > 0;
  std::string path = path_.empty() ? std::string(name) : path_ + '.' + std::string(name);
  return {file_,           written ? found.line : line_, written ? found.column : column_,
          std::move(path), std::move(message),           std::move(fix)};
}

}  // namespace hub::config
