// The XML of S3's answers, as far as the hub reads it (s3.md 4 and 5). Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hub::connectors::s3 {

// The text of the first element of that name, its entities decoded; empty when there is none. Error answers
// may echo the request: only Code, Region and Header are ever asked for.
std::string text_of(std::string_view xml, std::string_view element);

struct Version {
  std::string key, id;
};
// Of a list of versions: those and the delete markers whose key is `key`.
std::vector<Version> versions_of(std::string_view xml, std::string_view key);

}  // namespace hub::connectors::s3
