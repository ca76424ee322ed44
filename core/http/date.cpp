#include "core/http/date.hpp"

#include <curl/curl.h>

#include <string>

#include "core/base/ascii.hpp"

namespace hub::http {

std::optional<WallTime> parse_date(std::string_view text) {
  // curl also reads numbers and half dates; the three forms of HTTP all begin with the day and name the time.
  const std::string date(text);
  const char first = date.empty() ? ' ' : to_lower(date.front());
  if (first < 'a' || first > 'z' || date.find(':') == std::string::npos) return std::nullopt;
  const std::time_t when = curl_getdate(date.c_str(), nullptr);
  if (when < 0) return std::nullopt;
  return std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::from_time_t(when));
}

}  // namespace hub::http
