// The parameters of a statement, in PostgreSQL's binary format: single values, and columns of many rows for
// unnest(). A text that PostgreSQL cannot hold (a zero byte, no UTF-8) gets question marks there. Plain
// values.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/keyed_hash.hpp"

namespace hub::store::postgres {

enum class Type : std::uint8_t { integer, text, bytes };

// One column of many rows.
class Column {
 public:
  explicit Column(Type type) : type_(type) {}

  Column& add(std::int64_t value);
  Column& add_text(std::string_view value);
  Column& add_bytes(std::string_view value);
  Column& add_bytes(std::span<const std::byte> value);
  Column& add(const model::KeyedHash& hash);
  Column& add_null();

  std::size_t size() const { return rows_; }
  std::size_t bytes() const { return elements_.size(); }
  Type type() const { return type_; }
  std::string encoded() const;

 private:
  void add_element(std::string_view bytes);

  Type type_;
  std::size_t rows_ = 0;
  bool has_null_ = false;
  std::string elements_;
};

class Parameters {
 public:
  Parameters& add(std::int64_t value);
  Parameters& add_optional(const std::optional<std::int64_t>& value);
  Parameters& add_text(std::string_view value);
  Parameters& add_optional_text(const std::optional<std::string>& value);
  Parameters& add_bytes(std::string_view value);
  Parameters& add_bytes(std::span<const std::byte> value);
  Parameters& add(const model::KeyedHash& hash);
  Parameters& add(const Column& column);
  Parameters& add(std::span<const std::int64_t> values);

  // One for each parameter, as libpq takes them; valid until the next add.
  const std::vector<unsigned>& types() const { return types_; }
  std::vector<const char*> pointers() const;
  std::vector<int> lengths() const;

 private:
  Parameters& push(unsigned type, std::optional<std::string> value);

  std::vector<unsigned> types_;
  std::vector<std::optional<std::string>> values_;
};

}  // namespace hub::store::postgres
