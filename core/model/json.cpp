#include "core/model/json.hpp"

#include <simdjson.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>

#include "core/base/wipe.hpp"
#include "core/model/builder.hpp"

namespace hub::model {

namespace {
constexpr std::size_t kDocumentSizeMax = 64u << 20;
constexpr std::size_t kDepthMax = 64;
constexpr std::size_t kCountMax = 0xFFFFFF;  // simdjson counts items and members no further

using Element = simdjson::dom::element;

Value convert(const Element& element, Arena& arena, DataClass c);

Value convert_array(const simdjson::dom::array& array, Arena& arena, DataClass c) {
  const std::size_t size = array.size();
  if (size == kCountMax) {
    ArrayBuilder builder(arena);
    for (const Element item : array) builder.add(convert(item, arena, c));
    return builder.finish(c);
  }
  Value* items = arena.take_array<Value>(size);
  std::size_t i = 0;
  for (const Element item : array) ::new (&items[i++]) Value(convert(item, arena, c));
  return Value::array(std::span(items, size), c);
}

Value convert_object(const simdjson::dom::object& object, Arena& arena, DataClass c) {
  const std::size_t size = object.size();
  if (size == kCountMax) {
    ObjectBuilder builder(arena);
    for (const auto& field : object) builder.add(arena.copy(field.key), convert(field.value, arena, c));
    return builder.finish(c);
  }
  Member* members = arena.take_array<Member>(size);
  std::size_t i = 0;
  for (const auto& field : object) {
    const std::string_view name = arena.copy(field.key);
    ::new (&members[i++]) Member{name, convert(field.value, arena, c)};
  }
  return Value::object(std::span(members, size), c);
}

Value convert(const Element& element, Arena& arena, DataClass c) {
  using Type = simdjson::dom::element_type;
  switch (element.type()) {
    case Type::ARRAY:
      return convert_array(element.get_array().value_unsafe(), arena, c);
    case Type::OBJECT:
      return convert_object(element.get_object().value_unsafe(), arena, c);
    case Type::INT64:
      return Value::integer(element.get_int64().value_unsafe(), c);
    case Type::UINT64:
      return Value::number(static_cast<double>(element.get_uint64().value_unsafe()), c);
    case Type::DOUBLE:
      return Value::number(element.get_double().value_unsafe(), c);
    case Type::STRING:
      return Value::string(arena.copy(element.get_string().value_unsafe()), c);
    case Type::BOOL:
      return Value::boolean(element.get_bool().value_unsafe(), c);
    case Type::NULL_VALUE:
      break;
  }
  return Value().with_class(c);
}
}  // namespace

namespace {

constexpr std::size_t kBlockSize = 128;         // the most that simdjson looks at in one step
constexpr std::size_t kKeptSizeMax = 8u << 20;  // of a document; larger ones get a parser of their own

// simdjson needs some fourteen bytes for each of the document, of which it touches few.
class Parser {
 public:
  // Nullptr: no memory.
  simdjson::dom::parser* ready_for(std::size_t text_size) {
    if (parser_.capacity() >= text_size && parser_.max_depth() == kDepthMax) return &parser_;
    return parser_.allocate(std::max<std::size_t>(text_size, 16 * 1024), kDepthMax) ? nullptr : &parser_;
  }
  bool is_worth_keeping() const { return parser_.capacity() <= kKeptSizeMax; }

  // Its own copies of the strings, and the tape, which holds numbers. Without a document nobody knows how
  // much of them was written.
  void wipe_document(std::size_t text_size, bool has_document) {
    std::size_t words = text_size + 2, string_bytes = 5 * text_size / 3 + 32;
    if (has_document) {
      words = static_cast<std::size_t>(parser_.doc.tape[0] & kTapeValueMask);
      // A string takes five bytes besides its own where the text had two quotes.
      string_bytes = std::min(string_bytes, text_size + 3 * words);
    }
    if (parser_.doc.string_buf) wipe(parser_.doc.string_buf.get(), string_bytes);
    if (parser_.doc.tape) wipe(parser_.doc.tape.get(), words * sizeof(std::uint64_t));
  }

 private:
  static constexpr std::uint64_t kTapeValueMask = 0x00FF'FFFF'FFFF'FFFF;  // the first word tells the length
  simdjson::dom::parser parser_{kDocumentSizeMax};
};

// simdjson reads past the end, and it takes the last block to the stack, where nobody wipes it: that block is
// blank here.
Buffer padded_copy(std::string_view text) {
  const std::size_t size = (text.size() / kBlockSize + 1) * kBlockSize + kBlockSize / 2;
  Buffer padded;
  padded.reserve(size + simdjson::SIMDJSON_PADDING);
  padded.append(text);
  padded.resize(size);
  std::memset(padded.data() + text.size(), ' ', size - text.size());
  return padded;
}

Result<Value> parse_with(Parser& kept, std::string_view text, Arena& arena, DataClass c) {
  auto* parser = kept.ready_for(text.size() + 2 * kBlockSize);
  if (!parser) return transient_error("memory", "no memory for a JSON document");
  const Buffer padded = padded_copy(text);
  Element root;
  if (parser->parse(padded.data(), padded.size(), false).get(root)) {
    kept.wipe_document(padded.size(), false);
    return invalid_error("malformed_json", "the body is not well-formed JSON");
  }
  const Value value = convert(root, arena, c);
  kept.wipe_document(padded.size(), true);
  return value;
}

}  // namespace

Result<Value> JsonParser::parse(std::string_view text, Arena& arena, DataClass c) {
  if (text.size() > kDocumentSizeMax)
    return invalid_error("malformed_json", "the JSON document is too large");
  // One for all who parse on this thread: two hundred targets would each keep room for their largest answer.
  thread_local std::unique_ptr<Parser> kept;
  if (!kept) kept = std::make_unique<Parser>();
  auto value = parse_with(*kept, text, arena, c);
  if (!kept->is_worth_keeping()) kept.reset();
  return value;
}

namespace {

bool is_escaped(unsigned char byte) {
  return byte < 0x20 || byte == '"' || byte == '\\';
}

// Where the first byte from `start` on stands that JSON escapes. Eight bytes at a time: most text has none.
std::size_t find_escaped(std::string_view text, std::size_t start) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
  const auto has_zero = [](std::uint64_t word) { return (word - kOnes) & ~word & kHighs; };
  for (; start + sizeof(std::uint64_t) <= text.size(); start += sizeof(std::uint64_t)) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + start, sizeof word);
    const std::uint64_t controls = (word - kOnes * 0x20) & ~word & kHighs;
    if (controls | has_zero(word ^ kOnes * '"') | has_zero(word ^ kOnes * '\\')) break;
  }
  while (start < text.size() && !is_escaped(static_cast<unsigned char>(text[start]))) ++start;
  return start;
}

void write_escaped(unsigned char byte, Buffer& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  switch (byte) {
    case '"':
      return out.append("\\\"");
    case '\\':
      return out.append("\\\\");
    case '\n':
      return out.append("\\n");
    case '\r':
      return out.append("\\r");
    case '\t':
      return out.append("\\t");
    default: {
      const std::array<char, 6> escaped = {'\\', 'u', '0', '0', kHex[byte >> 4], kHex[byte & 15]};
      return out.append({escaped.data(), escaped.size()});
    }
  }
}

}  // namespace

void write_json_string(std::string_view text, Buffer& out) {
  out.push_back('"');
  std::size_t end = find_escaped(text, 0);
  out.append(text.substr(0, end));
  while (end < text.size()) {
    write_escaped(static_cast<unsigned char>(text[end]), out);
    const std::size_t start = end + 1;
    end = find_escaped(text, start);
    out.append(text.substr(start, end - start));
  }
  out.push_back('"');
}

void write_json_member(std::string_view name, std::string_view text, Buffer& out) {
  write_json_string(name, out);
  out.push_back(':');
  write_json_string(text, out);
}

namespace {
template <class Number>
void write_number(Number number, Buffer& out) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  out.append({text.data(), static_cast<std::size_t>(end - text.data())});
}
}  // namespace

void write_json(const Value& value, Buffer& out) {
  switch (value.kind()) {
    case Value::Kind::null:
      return out.append("null");
    case Value::Kind::boolean:
      return out.append(value.as_boolean() ? "true" : "false");
    case Value::Kind::integer:
      return write_number(value.as_integer(), out);
    case Value::Kind::number:
      return std::isfinite(value.as_double()) ? write_number(value.as_double(), out) : out.append("null");
    case Value::Kind::string:
      return write_json_string(value.as_string(), out);
    case Value::Kind::array: {
      out.push_back('[');
      bool first = true;
      for (const Value& item : value.as_array()) {
        if (!first) out.push_back(',');
        first = false;
        write_json(item, out);
      }
      return out.push_back(']');
    }
    case Value::Kind::object: {
      out.push_back('{');
      bool first = true;
      for (const Member& member : value.as_object()) {
        if (!first) out.push_back(',');
        first = false;
        write_json_string(member.name, out);
        out.push_back(':');
        write_json(member.value, out);
      }
      return out.push_back('}');
    }
  }
}

}  // namespace hub::model
