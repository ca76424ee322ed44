// What a mapping can write and reads, found without a case by walking its trees: for lint, data flow and the
// class check at publish. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/mapping/case_classes.hpp"
#include "core/mapping/expression.hpp"
#include "core/mapping/text_rules.hpp"
#include "core/model/data_class.hpp"

namespace hub::mapping {

struct TreePlace;

enum class LeafKind : std::uint8_t { text, integer, number, boolean, json, null };
std::string_view to_string(LeafKind kind);

struct FieldFacts {
  std::string path;  // within the record: "Subject", "comment.body"
  LeafKind kind = LeafKind::text;
  model::DataClass data_class = model::DataClass::none;  // an upper bound
  std::set<std::string> reads;                           // "visitor.email"; conditions count
  std::set<std::string> lowered_by;                      // "redact", "mask", "token"
  std::set<std::string> tables;                          // lookup tables it goes through
  std::optional<std::string> constant;                   // the text, when it is the same for every case
  std::size_t typical_size = 0;                          // characters
  std::optional<std::size_t> size_max;                   // nothing: no bound
  const OverflowRule* overflow = nullptr;
  config::Node node;  // the place in the file
};

// A name of the case that some expression reads.
struct CaseRead {
  liquid::Path path;
  config::Problem place;  // with file, line and column; the message is empty
};

class FactCollector {
 public:
  // `classes` outlive it.
  explicit FactCollector(const CaseClasses& classes) : classes_(classes) {}

  // Within its life, everything described depends on the expression.
  class Flow {
   public:
    Flow(FactCollector& facts, const Expression& expression);
    ~Flow();
    Flow(const Flow&) = delete;
    Flow& operator=(const Flow&) = delete;

   private:
    FactCollector& facts_;
  };

  // Within its life, a name stands for something that is not a name of the case.
  class Name {
   public:
    // An item of the list that the expression gives.
    Name(FactCollector& facts, std::string name, const Expression& list);
    // Something of a known class, made from these fields.
    Name(FactCollector& facts, std::string name, model::DataClass data_class, std::set<std::string> reads);
    ~Name();
    Name(const Name&) = delete;
    Name& operator=(const Name&) = delete;

   private:
    FactCollector& facts_;
  };

  void add_constant(const TreePlace& place, const model::Value& value);
  void add_leaf(const TreePlace& place, LeafKind kind, const Expression& expression, const TextRules* rules);

  // Class and reads of one expression under the names bound at this point.
  model::DataClass class_of(const Expression& expression) const;
  std::set<std::string> reads_of(const Expression& expression) const;
  // Notes what the expression reads and uses without writing anything from it.
  void note(const Expression& expression);

  std::vector<FieldFacts> fields;
  std::vector<CaseRead> reads;
  // Every filter, lookup table and redaction kind named anywhere, with its place.
  struct Use {
    std::string name;
    config::Problem place;
  };
  std::vector<Use> filters, tables, redacted;

 private:
  struct Bound {
    std::string name;
    std::optional<liquid::Path> path;  // what one item is, when the list is a plain path
    model::DataClass data_class = model::DataClass::none;
    std::set<std::string> reads;
  };
  struct Dependence {
    model::DataClass data_class = model::DataClass::none;
    std::set<std::string> reads;
  };
  const Bound* bound(const std::string& name) const;
  // The path in the case; nothing when it begins with a bound name that has none.
  std::optional<liquid::Path> resolve(const liquid::Path& path) const;
  void add_flow(FieldFacts& field) const;
  void estimate_size(FieldFacts& field, const Expression& expression) const;

  const CaseClasses& classes_;
  std::vector<Bound> names_;
  std::vector<Dependence> flows_;
};

}  // namespace hub::mapping
