#include "tools/simulators/common/login_form.hpp"

#include <algorithm>

#include "core/base/base64.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/common/rest_target.hpp"

namespace hub::simulators {

namespace {

std::map<std::string, std::string> json_fields(std::string_view body) {
  std::map<std::string, std::string> fields;
  model::Arena arena;
  model::JsonParser parser;
  const auto json = parser.parse(body, arena);
  if (!json.ok() || !json->is_object()) return fields;
  for (const model::Member& member : json->as_object()) {
    if (member.value.is_string()) fields[std::string(member.name)] = member.value.as_string();
  }
  return fields;
}

}  // namespace

std::map<std::string, std::string> login_form(const http::Request& request) {
  const bool is_json = request.headers.find("Content-Type").value_or("").starts_with("application/json");
  auto form = is_json ? json_fields(request.body.view()) : parse_form(request.body.view());
  const auto basic = request.headers.find("Authorization");
  if (basic && basic->starts_with("Basic ")) {
    if (const auto pair = base64_decode(basic->substr(6))) {
      const std::string text(pair->begin(), pair->end());
      form["client_id"] = text.substr(0, text.find(':'));
      form["client_secret"] = text.substr(std::min(text.size(), text.find(':') + 1));
    }
  }
  return form;
}

std::string form_field(const std::map<std::string, std::string>& form, const std::string& name) {
  const auto found = form.find(name);
  return found == form.end() ? std::string() : found->second;
}

}  // namespace hub::simulators
