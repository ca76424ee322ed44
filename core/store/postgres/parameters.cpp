#include "core/store/postgres/parameters.hpp"

#include "core/store/postgres/stored_text.hpp"

namespace hub::store::postgres {

namespace {

// From PostgreSQL's catalog (pg_type.dat): they never change.
struct Oids {
  unsigned single, array;
};
constexpr Oids kInteger{20, 1016}, kText{25, 1009}, kBytes{17, 1001};

Oids oids_of(Type type) {
  switch (type) {
    case Type::integer:
      return kInteger;
    case Type::text:
      return kText;
    case Type::bytes:
      return kBytes;
  }
  return kBytes;
}

template <class Number>
void append_big_endian(Number number, std::string& out) {
  for (int shift = 8 * (static_cast<int>(sizeof number) - 1); shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<std::uint64_t>(number) >> shift & 0xff);
}

std::string big_endian(std::int64_t value) {
  std::string bytes;
  append_big_endian(value, bytes);
  return bytes;
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void Column::add_element(std::string_view bytes) {
  append_big_endian(static_cast<std::int32_t>(bytes.size()), elements_);
  elements_ += bytes;
  ++rows_;
}

Column& Column::add(std::int64_t value) {
  add_element(big_endian(value));
  return *this;
}

Column& Column::add_text(std::string_view value) {
  add_element(stored_text(value));
  return *this;
}

Column& Column::add_bytes(std::string_view value) {
  add_element(value);
  return *this;
}

Column& Column::add_bytes(std::span<const std::byte> value) {
  return add_bytes(text_of(value));
}

Column& Column::add(const model::KeyedHash& hash) {
  return add_bytes(hash.bytes);
}

Column& Column::add_null() {
  append_big_endian(std::int32_t{-1}, elements_);
  ++rows_;
  has_null_ = true;
  return *this;
}

// array_recv: dimensions, whether there are nulls, the elements' type, then for each dimension its size and
// lower bound; an array without elements has no dimension.
std::string Column::encoded() const {
  std::string bytes;
  bytes.reserve(elements_.size() + 20);
  append_big_endian(std::int32_t{rows_ > 0 ? 1 : 0}, bytes);
  append_big_endian(std::int32_t{has_null_ ? 1 : 0}, bytes);
  append_big_endian(static_cast<std::int32_t>(oids_of(type_).single), bytes);
  if (rows_ > 0) {
    append_big_endian(static_cast<std::int32_t>(rows_), bytes);
    append_big_endian(std::int32_t{1}, bytes);
  }
  return bytes + elements_;
}

Parameters& Parameters::push(unsigned type, std::optional<std::string> value) {
  types_.push_back(type);
  values_.push_back(std::move(value));
  return *this;
}

Parameters& Parameters::add(std::int64_t value) {
  return push(kInteger.single, big_endian(value));
}
Parameters& Parameters::add_optional(const std::optional<std::int64_t>& value) {
  return value ? add(*value) : push(kInteger.single, std::nullopt);
}
Parameters& Parameters::add_text(std::string_view value) {
  return push(kText.single, stored_text(value));
}
Parameters& Parameters::add_optional_text(const std::optional<std::string>& value) {
  return value ? add_text(*value) : push(kText.single, std::nullopt);
}
Parameters& Parameters::add_bytes(std::string_view value) {
  return push(kBytes.single, std::string(value));
}
Parameters& Parameters::add_bytes(std::span<const std::byte> value) {
  return add_bytes(text_of(value));
}
Parameters& Parameters::add(const model::KeyedHash& hash) {
  return add_bytes(hash.bytes);
}
Parameters& Parameters::add(const Column& column) {
  return push(oids_of(column.type()).array, column.encoded());
}
Parameters& Parameters::add(std::span<const std::int64_t> values) {
  Column column(Type::integer);
  for (const std::int64_t value : values) column.add(value);
  return add(column);
}

std::vector<const char*> Parameters::pointers() const {
  std::vector<const char*> pointers;
  for (const auto& value : values_) pointers.push_back(value ? value->data() : nullptr);
  return pointers;
}

std::vector<int> Parameters::lengths() const {
  std::vector<int> lengths;
  for (const auto& value : values_) lengths.push_back(value ? static_cast<int>(value->size()) : 0);
  return lengths;
}

}  // namespace hub::store::postgres
