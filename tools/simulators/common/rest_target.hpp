// A request's path and query, decoded. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hub::simulators {

struct RestTarget {
  std::string path;  // as it was sent, without the query
  std::vector<std::string> segments;
  std::map<std::string, std::string> query;
};

// "/a/b%20c?x=1+2" into {"a", "b c"} and {"x": "1 2"}. Of a repeated name the last counts.
RestTarget parse_target(std::string_view target);
// "b%20c" into "b c"; a plus sign stays one.
std::string percent_decode(std::string_view text);
// "x=1&y=2", decoded.
std::map<std::string, std::string> parse_form(std::string_view form);

}  // namespace hub::simulators
