#include "core/mapping/tools/render.hpp"

#include <algorithm>
#include <string>

#include "core/mapping/text.hpp"
#include "core/model/json.hpp"

namespace hub::mapping {

namespace {

using model::Record;
using model::Value;

void append_value(const Value& value, std::size_t indent, Buffer& out) {
  if (!value.is_string()) {
    model::write_json(value, out);
    return;
  }
  // Further lines of a text stand below its first.
  for (const char c : value.as_string()) {
    out.push_back(c);
    if (c == '\n') out.append(std::string(indent, ' '));
  }
}

void append_pretty(const Record& record, Buffer& out) {
  out.append(record.shape->name);
  if (record.part > 0) out.append(" part " + std::to_string(record.part));
  out.append(" → " + record.shape->object + '\n');
  const auto line = [&out](std::string_view name, std::string_view value) {
    if (!value.empty()) out.append("  " + std::string(name) + ": " + std::string(value) + '\n');
  };
  line("key " + record.shape->key_field, record.key);
  line("parent " + record.shape->parent_field, record.parent_key);
  line("attach to", record.attach_id);
  std::size_t width = 0;
  for (const model::Member& field : record.fields.as_object()) {
    width = std::max(width, length_of(field.name, LengthUnit::characters));
  }
  for (const model::Member& field : record.fields.as_object()) {
    const std::size_t length = length_of(field.name, LengthUnit::characters);
    out.append("  " + std::string(field.name) + std::string(width - length + 2, ' '));
    append_value(field.value, width + 4, out);
    out.push_back('\n');
  }
}

void append_json(const Record& record, Buffer& out) {
  const auto member = [&out](std::string_view name, std::string_view text) {
    out.push_back('"');
    out.append(name);
    out.append("\":");
    model::write_json_string(text, out);
    out.push_back(',');
  };
  out.push_back('{');
  member("record", record.shape->name);
  member("object", record.shape->object);
  member("key_field", record.shape->key_field);
  member("key", record.key);
  member("parent_field", record.shape->parent_field);
  member("parent_key", record.parent_key);
  member("attach_id", record.attach_id);
  out.append("\"part\":" + std::to_string(record.part) + ",\"match\":");
  model::write_json(record.match, out);
  out.append(",\"fields\":");
  model::write_json(record.fields, out);
  out.push_back('}');
}

}  // namespace

Buffer render_records(const std::vector<Record>& records, RenderFormat format) {
  Buffer out;
  if (format == RenderFormat::json) out.push_back('[');
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (i > 0) out.push_back(format == RenderFormat::json ? ',' : '\n');
    if (format == RenderFormat::json) {
      append_json(records[i], out);
    } else {
      append_pretty(records[i], out);
    }
  }
  out.append(format == RenderFormat::json ? "]\n" : "");
  return out;
}

}  // namespace hub::mapping
