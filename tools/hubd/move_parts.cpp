#include "tools/hubd/move_parts.hpp"

#include "core/admin/json_writer.hpp"
#include "core/admin/query.hpp"
#include "core/base/base64.hpp"
#include "core/model/json.hpp"
#include "core/model/parse_keyed_hash.hpp"

namespace hub::hubd {

using admin::JsonWriter;
using model::Value;

namespace {

constexpr std::int64_t kFormat = 1;

template <class Bytes>
std::string_view view_of(const Bytes& bytes) {
  return {bytes.data(), bytes.size()};
}

JsonWriter begun(const MoveHead& head) {
  JsonWriter json;
  json.begin_object().member("v", kFormat).member("bundle", head.bundle).member("number", head.number);
  json.member("tenant", head.tenant);
  return json;
}

const Value* typed(const Value& object, std::string_view name, bool (Value::*is_type)() const) {
  const Value* value = object.is_object() ? object.find(name) : nullptr;
  return value != nullptr && (value->*is_type)() ? value : nullptr;
}

// Reads member after member; `ok` is false once one of them was not there, or not what it has to be.
struct Reader {
  bool ok = true;

  std::string text(const Value& object, std::string_view name) {
    const Value* value = typed(object, name, &Value::is_string);
    ok = ok && value != nullptr;
    return value != nullptr ? std::string(value->as_string()) : std::string();
  }
  WipedBytes bytes(const Value& object, std::string_view name) {
    const Value* value = typed(object, name, &Value::is_string);
    auto decoded = value != nullptr ? base64_decode(value->as_string()) : std::nullopt;
    ok = ok && decoded.has_value();
    return decoded ? std::move(*decoded) : WipedBytes();
  }
  std::int64_t number(const Value& object, std::string_view name) {
    const Value* value = typed(object, name, &Value::is_integer);
    ok = ok && value != nullptr;
    return value != nullptr ? value->as_integer() : 0;
  }
  model::KeyedHash hash(const Value& object, std::string_view name) {
    const auto hash = model::parse_keyed_hash(text(object, name));
    ok = ok && hash.has_value();
    return hash.value_or(model::KeyedHash());
  }
  std::span<const Value> list(const Value& object, std::string_view name) {
    const Value* value = typed(object, name, &Value::is_array);
    ok = ok && value != nullptr;
    return value != nullptr ? value->as_array() : std::span<const Value>();
  }
};

store::Memory memory_of(const Value& part, Reader& reader) {
  store::Memory memory;
  for (const Value& one : reader.list(part, "events"))
    memory.tombstones.push_back({0, reader.number(one, "day"), -1, reader.hash(one, "case"),
                                 reader.hash(one, "event"), reader.hash(one, "content")});
  for (const Value& one : reader.list(part, "sessions")) {
    const WipedBytes id = reader.bytes(one, "case");
    memory.traces.push_back({reader.hash(one, "session"), {id.begin(), id.end()}, reader.number(one, "day")});
  }
  return memory;
}

MovingTenant tenant_of(const Value& part, const std::string& name, Reader& reader) {
  MovingTenant tenant;
  tenant.id_key = reader.bytes(part, "id_key");
  reader.ok = reader.ok && tenant.id_key.size() == 32;
  for (const Value& one : reader.list(part, "secrets")) {
    const WipedBytes value = reader.bytes(one, "value");
    tenant.secrets.push_back(
        {name, reader.text(one, "name"), Buffer(view_of(value)), reader.text(one, "set_by")});
  }
  for (const Value& one : reader.list(part, "resources"))
    tenant.resources.push_back({reader.text(one, "name"), reader.text(one, "text")});
  for (const Value& one : reader.list(part, "mappings")) {
    store::NewPublication publication;
    publication.name = reader.text(one, "name");
    publication.text = reader.text(one, "text");
    publication.author = reader.text(one, "author");
    const std::int64_t origin = reader.number(one, "origin");
    reader.ok = reader.ok && origin >= 0 && origin <= 2;
    publication.origin = static_cast<store::PublicationOrigin>(origin);
    tenant.mappings.push_back({reader.text(one, "target"), std::move(publication)});
  }
  for (const Value& one : reader.list(part, "paused")) {
    reader.ok = reader.ok && one.is_string();
    if (one.is_string()) tenant.paused_targets.emplace_back(one.as_string());
  }
  return tenant;
}

}  // namespace

std::string MoveCursor::text() const {
  std::string text = bundle + '.' + std::to_string(number);
  if (!place) return text;
  return text + '.' + (place->is_in_traces ? '1' : '0') + '.' + std::to_string(place->day) + '.' +
         std::to_string(place->number);
}

std::optional<MoveCursor> parse_move_cursor(std::string_view text) {
  std::vector<std::string_view> fields;
  for (std::size_t at = 0; at != text.npos;) {
    const std::size_t end = text.find('.');
    fields.push_back(text.substr(0, end));
    at = end;
    if (end != text.npos) text.remove_prefix(end + 1);
  }
  if (fields.front().empty() || (fields.size() != 2 && fields.size() != 5)) return std::nullopt;
  std::vector<std::int64_t> numbers;
  for (const std::string_view field : std::span(fields).subspan(1)) {
    const auto number = admin::parse_integer(field);
    if (!number || *number < 0) return std::nullopt;
    numbers.push_back(*number);
  }
  MoveCursor cursor{std::string(fields.front()), numbers[0], std::nullopt};
  if (numbers.size() == 4) cursor.place = store::MemoryPlace{numbers[1] != 0, numbers[2], numbers[3]};
  return cursor;
}

Buffer encoded(const MoveHead& head, const store::Memory& memory) {
  JsonWriter json = begun(head);
  json.name("events").begin_array();
  for (const store::Tombstone& one : memory.tombstones) {
    json.begin_object().member("day", one.day).member("case", one.case_ref.text());
    json.member("event", one.event_ref.text()).member("content", one.fingerprint.text()).end_object();
  }
  json.end_array().name("sessions").begin_array();
  for (const store::SessionTrace& one : memory.traces) {
    json.begin_object().member("day", one.day).member("session", one.session_ref.text());
    json.member("case", base64_encode(view_of(one.sealed_case_id))).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

Buffer encoded(const MoveHead& head, const MovingTenant& tenant) {
  JsonWriter json = begun(head);
  Buffer key;
  base64_encode(view_of(tenant.id_key), key);
  json.member("id_key", key.view()).name("secrets").begin_array();
  for (const admin::NewSecret& one : tenant.secrets) {
    Buffer value;
    base64_encode(one.value.view(), value);
    json.begin_object().member("name", one.name).member("value", value.view()).member("set_by", one.by);
    json.end_object();
  }
  json.end_array().name("resources").begin_array();
  for (const admin::ResourceFile& one : tenant.resources)
    json.begin_object().member("name", one.name).member("text", one.text).end_object();
  json.end_array().name("mappings").begin_array();
  for (const MovingMapping& one : tenant.mappings) {
    json.begin_object().member("target", one.target).member("name", one.publication.name);
    json.member("text", one.publication.text).member("author", one.publication.author);
    json.member("origin", static_cast<std::int64_t>(one.publication.origin)).end_object();
  }
  json.end_array().name("paused").begin_array();
  for (const std::string& target : tenant.paused_targets) json.text(target);
  json.end_array().end_object();
  return json.take();
}

std::optional<DecodedPart> decode_part(std::string_view json) {
  model::Arena arena;
  model::JsonParser parser;
  const auto part = parser.parse(json, arena);
  Reader reader;
  if (!part || !part->is_object() || reader.number(*part, "v") != kFormat) return std::nullopt;
  DecodedPart decoded;
  decoded.head = {reader.text(*part, "bundle"), reader.text(*part, "tenant"), reader.number(*part, "number")};
  if (part->find("id_key") != nullptr)
    decoded.content = tenant_of(*part, decoded.head.tenant, reader);
  else
    decoded.content = memory_of(*part, reader);
  return reader.ok ? std::optional(std::move(decoded)) : std::nullopt;
}

}  // namespace hub::hubd
