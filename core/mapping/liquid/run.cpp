#include "core/mapping/liquid/run.hpp"

#include <charconv>

namespace hub::mapping::liquid {
namespace {

using Kind = Value::Kind;

void append_integer(std::int64_t value, TextBuilder& out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value);
  out.append({digits, static_cast<std::size_t>(end.ptr - digits)});
}

void append_double(double value, TextBuilder& out) {
  char digits[32];
  out.append(write_double(value, digits));
}

void append_quoted(std::string_view text, TextBuilder& out) {
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\n':
        out.append("\\n");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\t':
        out.append("\\t");
        break;
      default:
        out.push_back(c);
    }
  }
  out.push_back('"');
}

}  // namespace

void Run::fail(std::string message) {
  if (!failure_) failure_ = Failure{std::move(message), {}};
}

void Run::fail_limit(std::string_view limit) {
  if (!failure_) failure_ = Failure{"the template reached its limit: " + std::string(limit), limit};
}

DataClass Run::deep_class_of(const Value& value) {
  DataClass c = value.data_class();
  if (value.is_array() && charge(value.as_array().size())) {
    for (const Value& item : value.as_array()) c = highest(c, deep_class_of(item));
  } else if (value.is_object() && charge(value.as_object().size())) {
    for (const model::Member& member : value.as_object()) c = highest(c, deep_class_of(member.value));
  }
  return c;
}

Cell Run::finish(const TextBuilder& text) {
  charge(text.size());
  if (text.over_limit()) fail_limit("output_bytes");
  return Value::string(text.view());
}

void Run::write(const Cell& cell, TextBuilder& out) {
  if (cell.plain()) return write_plain(cell.value, out);
  if (!cell.is_range()) return;
  append_integer(cell.range_first(), out);
  out.append("..");
  append_integer(cell.range_last(), out);
}

void Run::write_plain(const Value& value, TextBuilder& out) {
  switch (value.kind()) {
    case Kind::null:
      return;
    case Kind::boolean:
      return out.append(value.as_boolean() ? "true" : "false");
    case Kind::integer:
      return append_integer(value.as_integer(), out);
    case Kind::number:
      return append_double(value.as_double(), out);
    case Kind::string:
      return out.append(value.as_string());
    case Kind::array:
      if (!charge(value.as_array().size())) return;
      for (const Value& item : value.as_array()) {
        touch(item.data_class());
        write_plain(item, out);
      }
      return;
    case Kind::object:
      return inspect(value, out);
  }
}

void Run::inspect(const Value& value, TextBuilder& out) {
  touch(value.data_class());
  if (!charge(1)) return;
  std::string_view separator;
  switch (value.kind()) {
    case Kind::null:
      return out.append("nil");
    case Kind::string:
      return append_quoted(value.as_string(), out);
    case Kind::array:
      out.push_back('[');
      for (const Value& item : value.as_array()) {
        out.append(separator);
        inspect(item, out);
        separator = ", ";
      }
      return out.push_back(']');
    case Kind::object:
      out.push_back('{');
      for (const model::Member& member : value.as_object()) {
        out.append(separator);
        append_quoted(member.name, out);
        out.append("=>");
        inspect(member.value, out);
        separator = ", ";
      }
      return out.push_back('}');
    default:
      write_plain(value, out);
  }
}

std::string_view Run::text_of(const Cell& cell) {
  if (cell.is_string()) {
    charge(cell.value.as_string().size() / 8);
    return cell.value.as_string();
  }
  if (cell.is_null() || cell.is_word()) return {};
  TextBuilder out = text_builder();
  if (cell.is_array()) {
    inspect(cell.value, out);
  } else {
    write(cell, out);
  }
  return finish(out).value.as_string();
}

Number Run::number_of(const Cell& cell) {
  const auto number = to_number(cell);
  if (!number) fail("a number is too large");
  return number.value_or(Number());
}

std::int64_t Run::whole_of(const Cell& cell, std::string_view what) {
  const auto whole = to_whole(cell);
  if (!whole) fail(std::string(what) + " must be a whole number");
  return whole.value_or(0);
}

}  // namespace hub::mapping::liquid
