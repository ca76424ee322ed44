// The classes of a case's fields for one tenant: the table of all, and on top of it the fields that the
// tenant declares. Immutable; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/data_class.hpp"
#include "core/model/value.hpp"

namespace hub::mapping {

struct ClassTree;

// What a value has to look like to be taken for what was declared; any other one is free text.
enum class DeclaredType : std::uint8_t {
  text,
  integer,
  number,
  boolean,
  time,
  email,
  phone,
  name,
  customer_no
};

// "text", "integer", ..., "customer_no".
std::string_view to_string(DeclaredType type);
std::optional<DeclaredType> parse_declared_type(std::string_view word);
// Of a field whose declaration names no class: direct for what identifies somebody, else free text.
model::DataClass usual_class(DeclaredType type);

// An answer given before the chat, by its key ("prechat.order_no"), or something below `custom`
// ("custom.plan.tier").
struct DeclaredField {
  std::string path;
  DeclaredType type = DeclaredType::text;
  model::DataClass data_class = model::DataClass::free_text;
  bool is_secret = false;  // dropped at the door
};

// The key of a declared answer; empty for a field below `custom`.
std::string_view answer_key(const DeclaredField& field);
// Numbers and truths may be written as text: that is how forms send them.
bool has_type(const model::Value& value, DeclaredType type);

class CaseClasses {
 public:
  // Paths are those of DeclaredField, none of them twice and none above another.
  explicit CaseClasses(std::vector<DeclaredField> declared);
  ~CaseClasses();
  CaseClasses(const CaseClasses&) = delete;
  CaseClasses& operator=(const CaseClasses&) = delete;

  // The table alone.
  static const CaseClasses& usual();

  const std::vector<DeclaredField>& declared() const { return declared_; }
  bool has_secrets() const { return has_secrets_; }
  const ClassTree& tree() const { return *tree_; }

 private:
  std::vector<DeclaredField> declared_;
  bool has_secrets_ = false;
  std::unique_ptr<ClassTree> tree_;  // its names are views into the table and into `declared_`
};

}  // namespace hub::mapping
