#include "tools/simulators/salesforce/content.hpp"

#include "core/base/base64.hpp"
#include "core/base/md5.hpp"
#include "core/model/json.hpp"

namespace hub::simulators::salesforce {

namespace {

void set(Row& row, std::string_view field, FieldValue value) {
  row.fields[static_cast<std::size_t>(row.object->find(field))] = std::move(value);
}

const std::string* text_of(const Row& row, std::string_view field) {
  return std::get_if<std::string>(&row.fields[static_cast<std::size_t>(row.object->find(field))]);
}

// A row that the org makes by itself, past the rules for clients.
Row* make_row(Org& org, std::string_view object) {
  auto made = org.create(*org.schema().find(object), model::Value::object({}));
  return std::get_if<Row*>(&made) ? std::get<Row*>(made) : nullptr;
}

// Versions and links of a document, deleted ones too; nothing for other rows.
std::vector<Row*> parts_of_document(Org& org, const Row& row) {
  std::vector<Row*> parts;
  if (row.object->name != "ContentDocument") return parts;
  for (const char* object : {"ContentVersion", "ContentDocumentLink"}) {
    for (Row& other : org.rows_of(*org.schema().find(object))) {
      const std::string* document = text_of(other, "ContentDocumentId");
      if (document && *document == row.id) parts.push_back(&other);
    }
  }
  return parts;
}

}  // namespace

std::variant<Row*, ApiError> create_content(Org& org, const model::Value& fields) {
  const auto data = base64_decode(fields.text_at("VersionData"));
  if (!data) return ApiError{"INVALID_BASE64", "VersionData is no base64", {"VersionData"}};
  auto created = org.create(*org.schema().find("ContentVersion"), fields);
  if (std::holds_alternative<ApiError>(created)) return created;
  Row& version = *std::get<Row*>(created);
  set(version, "Checksum", md5_hex(std::string_view(data->data(), data->size())));
  set(version, "ContentSize", static_cast<double>(data->size()));
  if (text_of(version, "ContentDocumentId")) return created;
  Row& document = *make_row(org, "ContentDocument");
  set(document, "LatestPublishedVersionId", version.id);
  set(version, "ContentDocumentId", document.id);
  if (const std::string* place = text_of(version, "FirstPublishLocationId")) {
    const std::vector<model::Member> link = {{"ContentDocumentId", model::Value::string(document.id)},
                                             {"LinkedEntityId", model::Value::string(*place)},
                                             {"ShareType", model::Value::string("V")}};
    org.create(*org.schema().find("ContentDocumentLink"), model::Value::object(link));
  }
  return created;
}

std::optional<ApiError> remove_row(Org& org, Row& row) {
  if (row.object->name == "ContentVersion")
    return ApiError{"INSUFFICIENT_ACCESS_OR_READONLY", "a version is deleted with its document", {}, 405};
  for (Row* part : parts_of_document(org, row))
    if (!part->deleted) org.remove(*part);
  org.remove(row);
  return std::nullopt;
}

void purge_row(Org& org, Row& row) {
  for (Row* part : parts_of_document(org, row)) part->is_purged = true;
  row.is_purged = true;
}

RestAnswer read_version_data(Org& org, std::string_view id) {
  const Row* row = org.find(id);
  const std::string* data =
      row && row->object->name == "ContentVersion" ? text_of(*row, "VersionData") : nullptr;
  const auto bytes = data ? base64_decode(*data) : std::nullopt;
  if (!bytes) return not_found();
  RestAnswer answer;
  answer.content_type = "application/octet-stream";
  answer.body.append(std::string_view(bytes->data(), bytes->size()));
  return answer;
}

std::optional<std::string> json_of_multipart(std::string_view content_type, std::string_view body) {
  const std::size_t at = content_type.find("boundary=");
  if (!content_type.starts_with("multipart/") || at == std::string_view::npos) return std::nullopt;
  std::string boundary(content_type.substr(at + 9));
  boundary = boundary.substr(0, boundary.find(';'));
  if (boundary.size() > 1 && boundary.front() == '"') boundary = boundary.substr(1, boundary.size() - 2);
  const std::string mark = "--" + boundary;
  std::string json, data;
  for (std::size_t start = body.find(mark); start != std::string_view::npos;) {
    const std::size_t head = start + mark.size() + 2;
    const std::size_t next = body.find("\r\n" + mark, head);
    if (next == std::string_view::npos) break;
    const std::string_view part = body.substr(head, next - head);
    const std::size_t blank = part.find("\r\n\r\n");
    if (blank != std::string_view::npos) {
      // Part names differ between clients: the JSON part is known by its type.
      const bool is_json = part.substr(0, blank).find("application/json") != std::string_view::npos;
      (is_json ? json : data) = part.substr(blank + 4);
    }
    start = next + 2;
  }
  const std::size_t end = json.rfind('}');
  if (end == std::string::npos) return std::nullopt;
  const std::string separator = json.find_first_not_of(" \r\n\t", json.find('{') + 1) == end ? "" : ",";
  return json.substr(0, end) + separator + "\"VersionData\":\"" + base64_encode(data) + "\"}";
}

}  // namespace hub::simulators::salesforce
