// Files: a ContentVersion makes its document and its link, and goes with them (salesforce.md 3). Free
// functions over the org.
#pragma once

#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

std::variant<Row*, ApiError> create_content(Org& org, const model::Value& fields);
// A document takes its versions and links along; a version by itself stays.
std::optional<ApiError> remove_row(Org& org, Row& row);
// From the recycle bin, a document with all that went with it.
void purge_row(Org& org, Row& row);
RestAnswer read_version_data(Org& org, std::string_view id);

// The JSON part of a multipart body with the binary part put into VersionData as base64; nothing when it is
// no such body.
std::optional<std::string> json_of_multipart(std::string_view content_type, std::string_view body);

}  // namespace hub::simulators::salesforce
