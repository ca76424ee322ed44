#include "connectors/s3/types.hpp"

#include <algorithm>
#include <array>

#include "connectors/shared/known_fields.hpp"
#include "core/base/base64.hpp"
#include "core/base/sha256.hpp"
#include "core/base/timestamp.hpp"
#include "core/http/session.hpp"
#include "core/model/builder.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors::s3 {

using model::Value;

namespace {

constexpr std::string_view kMetaKey = "x-amz-meta-hub-key", kMetaParent = "x-amz-meta-hub-parent",
                           kMetaTitle = "x-amz-meta-hub-title", kMetaDigest = "x-amz-meta-hub-sha256";
constexpr std::string_view kLockMode = "x-amz-object-lock-mode";
constexpr std::string_view kLockField = "object lock";  // of the comparison; no mapping writes it
constexpr std::size_t kTitleMax = 150;  // characters; of these 1 to 12 bytes each in 2 KB of metadata

std::string digest_of(std::string_view content) {
  const auto digest = sha256(content);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// "2027-01-01T00:00:00Z".
std::string date_of(WallTime time) {
  constexpr std::size_t kUpToSeconds = 19;
  return format_timestamp(time).substr(0, kUpToSeconds) + 'Z';
}

std::string content_type_of(const model::Record& record) {
  const std::string_view mapped = record.fields.text_at(kContentType);
  if (!mapped.empty()) return std::string(mapped);
  const Value* body = record.fields.find(kBody);
  const bool is_text = !body || body->is_null() || body->is_string();
  return is_text ? "text/plain; charset=utf-8" : "application/json";
}

int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Metadata is ASCII: a title is percent-encoded in it.
std::string_view percent_decoded(std::string_view text, model::Arena& arena) {
  char* const out = arena.take_array<char>(text.size());
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_encoded =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    out[size++] =
        is_encoded ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (is_encoded) i += 2;
  }
  return {out, size};
}

std::string_view header_of(const http::Response& object, std::string_view name) {
  return object.headers.find(name).value_or("");
}

Value text_or_null(std::string_view text, model::Arena& arena) {
  return text.empty() ? Value() : Value::string(arena.copy(text), model::DataClass::free_text);
}

// Blank and absent metadata are the same to a store.
Value field_of(std::string_view name, const http::Response& object, model::Arena& arena) {
  if (name == kBody) return Value::string(arena.copy(object.body.view()), model::DataClass::free_text);
  if (name == kContentType) return text_or_null(header_of(object, "Content-Type"), arena);
  if (name == kTitle) return text_or_null(percent_decoded(header_of(object, kMetaTitle), arena), arena);
  return {};
}

}  // namespace

std::string object_name(const Storage& storage, std::string_view key) {
  return storage.prefix + std::string(key);
}

std::string_view content_of(const model::Record& record, model::Arena& arena) {
  const Value* body = record.fields.find(kBody);
  return body && !body->is_null() ? model::as_text(*body, arena) : std::string_view();
}

http::Headers headers_of(const model::Record& record, std::string_view content, const Storage& storage,
                         WallTime now) {
  http::Headers headers;
  const std::string digest = digest_of(content);
  const auto add = [&headers](std::string_view name, std::string value) {
    if (!value.empty()) headers.add(std::string(name), std::move(value));
  };
  add("Content-Type", content_type_of(record));
  add(kMetaKey, std::string(record.key));
  add(kMetaParent, std::string(record.parent_key));
  add(kMetaTitle, http::percent_encode(record.fields.text_at(kTitle)));
  add(kMetaDigest, digest);
  if (storage.sends_checksum) add("x-amz-checksum-sha256", digest);
  add("x-amz-storage-class", storage.storage_class);
  add("x-amz-server-side-encryption", storage.encryption);
  add("x-amz-server-side-encryption-aws-kms-key-id", storage.kms_key_id);
  if (storage.lock) {
    add(kLockMode, storage.lock->mode);
    add("x-amz-object-lock-retain-until-date", date_of(now + storage.lock->time));
  }
  return headers;
}

std::string unknown_field(const model::Record& record) {
  for (const model::Member& field : record.fields.as_object()) {
    if (field.name != kBody && field.name != kContentType && field.name != kTitle)
      return std::string(field.name);
  }
  return {};
}

bool is_of_key(const http::Response& object, std::string_view key) {
  return header_of(object, kMetaKey) == key;
}

bool is_same(const http::Headers& headers, const Buffer& content, const http::Response& object) {
  constexpr std::array kNames{std::string_view("Content-Type"), kMetaKey, kMetaParent, kMetaTitle};
  return content.view() == object.body.view() && std::ranges::all_of(kNames, [&](std::string_view name) {
           return headers.find(name).value_or("") == header_of(object, name);
         });
}

Value stored_form(const model::Record& record, const http::Response& object, const Storage& storage,
                  model::Arena& arena) {
  const model::RecordShape& shape = *record.shape;
  model::ObjectBuilder form(arena);
  if (!shape.key_field.empty())
    form.add(arena.copy(shape.key_field), text_or_null(header_of(object, kMetaKey), arena));
  if (!record.parent_key.empty())
    form.add(arena.copy(shape.parent_field), text_or_null(header_of(object, kMetaParent), arena));
  for (const model::Member& field : record.fields.as_object())
    form.add(arena.copy(field.name), field_of(field.name, object, arena));
  if (storage.lock) form.add(kLockField, text_or_null(header_of(object, kLockMode), arena));
  return form.finish(model::DataClass::free_text);
}

Value expected_form(const model::Record& record, const Storage& storage, model::Arena& arena) {
  const model::RecordShape& shape = *record.shape;
  model::ObjectBuilder form(arena);
  if (!shape.key_field.empty()) form.add(arena.copy(shape.key_field), Value::string(record.key));
  if (!record.parent_key.empty()) form.add(arena.copy(shape.parent_field), Value::string(record.parent_key));
  for (const model::Member& field : record.fields.as_object()) {
    const std::string_view text = field.value.is_null() ? "" : model::as_text(field.value, arena);
    form.add(arena.copy(field.name),
             field.name == kBody ? Value::string(content_of(record, arena)) : text_or_null(text, arena));
  }
  if (storage.lock) form.add(kLockField, text_or_null(storage.lock->mode, arena));
  return form.finish(model::DataClass::free_text);
}

delivery::SchemaObject schema() {
  delivery::SchemaObject object;
  object.name = kObject;
  const auto add = [&object](std::string_view name, std::string_view type, std::string_view label) {
    delivery::SchemaField& field = add_field(object, name, type);
    field.label = label;
    return &field;
  };
  add(kBody, "content", "what is archived: a text, or a table that becomes JSON");
  add(kContentType, "string", "media type of the body");
  add(kTitle, "string", "a line for people, kept as metadata")->length_max = kTitleMax;
  use_as_key(*add(kKeyField, "string", "the hub's key, kept as metadata and in the name"));
  add(kParentField, "reference", "the key of the record it belongs to")->refers_to = {std::string(kObject)};
  return object;
}

}  // namespace hub::connectors::s3
