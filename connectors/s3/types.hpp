// A record as an object of the store: its name, its headers and its content (s3.md 2). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/delivery/connector.hpp"
#include "core/http/message.hpp"

namespace hub::connectors::s3 {

// What a mapping may write. The store knows one kind of record.
inline constexpr std::string_view kObject = "object";
inline constexpr std::string_view kKeyField = "hub-key", kParentField = "hub-parent";
inline constexpr std::string_view kBody = "body", kContentType = "content_type", kTitle = "title";

struct Lock {
  std::string mode;  // "GOVERNANCE" or "COMPLIANCE"
  std::chrono::seconds time{0};
};
// How objects are stored, beyond what the bucket does by itself; empty parts are left to it.
struct Storage {
  std::string prefix;  // of every name: "chats/", or empty
  std::string storage_class, encryption, kms_key_id;
  std::optional<Lock> lock;
  bool sends_checksum = true;
};

std::string object_name(const Storage& storage, std::string_view key);

// The bytes: a text as it is, anything else as JSON. They live in `arena`.
std::string_view content_of(const model::Record& record, model::Arena& arena);
// Type, our metadata (key, parent, title, digest), checksum, class, encryption and lock.
http::Headers headers_of(const model::Record& record, std::string_view content, const Storage& storage,
                         WallTime now);
// A field that the store has no place for, of this record; empty when there is none.
std::string unknown_field(const model::Record& record);

// Whether an object is ours, and whether it is what would be written.
bool is_of_key(const http::Response& object, std::string_view key);
bool is_same(const http::Headers& headers, const Buffer& content, const http::Response& object);

// Both sides of the comparison: the key, the parent, the lock and each mapped field.
model::Value stored_form(const model::Record& record, const http::Response& object, const Storage& storage,
                         model::Arena& arena);
model::Value expected_form(const model::Record& record, const Storage& storage, model::Arena& arena);

delivery::SchemaObject schema();

}  // namespace hub::connectors::s3
