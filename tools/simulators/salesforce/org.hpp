// The records of an org: created, changed and found as Salesforce would, with its checks and its
// normalisation (salesforce.md 3 and 5). One thread. Owns its rows; a Row* stays valid until reset().
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "core/base/clock.hpp"
#include "core/model/value.hpp"
#include "tools/simulators/salesforce/schema.hpp"

namespace hub::simulators::salesforce {

// Absent or null, boolean, number, or text (dates and ids are text).
using FieldValue = std::variant<std::monostate, bool, double, std::string>;

struct Row {
  const ObjectDef* object = nullptr;
  std::string id;                          // 18 characters
  std::vector<FieldValue> fields, before;  // `before`: one write ago, for stale reads
  WallTime created{}, modified{};
  bool deleted = false;
  bool is_purged = false;  // from the recycle bin, so that no query sees it
  bool undone = false;     // its creation was rolled back: no query sees it, not even one for deleted rows
  std::uint32_t writes = 0;
};

struct ApiError {
  std::string code, message;
  std::vector<std::string> fields;
  int status = 400;
};

class Org {
 public:
  Org(Schema schema, const Clock& clock) : schema_(std::move(schema)), clock_(clock) {}

  Schema& schema() { return schema_; }
  const Schema& schema() const { return schema_; }

  // `fields`: the JSON object of a request. The row, or what Salesforce would say.
  std::variant<Row*, ApiError> create(const ObjectDef& object, const model::Value& fields);
  std::optional<ApiError> update(Row& row, const model::Value& fields);
  // By a key field's value; `created` says which it was.
  std::variant<Row*, ApiError> upsert(const ObjectDef& object, int key_field, std::string_view key,
                                      const model::Value& fields, bool& created);
  void remove(Row& row);
  // As automation of the org would: no check, no new modification.
  void overwrite(Row& row, int field, FieldValue value);

  // Writes between begin() and end() can be undone back to the mark that begin() returned. Pairs may nest.
  std::size_t begin();
  void roll_back(std::size_t mark);
  void end();

  // Live rows only unless `deleted_too`. Ids of 15 or 18 characters.
  Row* find(std::string_view id, bool deleted_too = false);
  // Every live row with that value in an indexed field: more than one only where the field is not unique.
  std::vector<Row*> find_by_key(const ObjectDef& object, int key_field, std::string_view key);
  std::deque<Row>& rows_of(const ObjectDef& object) { return rows_[object.name]; }
  const std::string& run_as_user() const { return run_as_user_; }
  void set_run_as_user(std::string id) { run_as_user_ = std::move(id); }

  // Forgets every record and shows every field again. Ids are not given twice.
  void reset();

 private:
  struct Undo {
    Row* row = nullptr;
    bool created = false;
    Row was;  // unused when created
  };
  void remember(Row& row, bool created);

  std::optional<ApiError> assign(const ObjectDef& object, std::vector<FieldValue>& values,
                                 std::string_view name, const model::Value& value, bool creating);
  std::optional<ApiError> assign_parent(const ObjectDef& object, std::vector<FieldValue>& values, int field,
                                        const model::Value& parent);
  std::optional<ApiError> check_reference(const FieldDef& field, std::string_view id);
  std::optional<ApiError> check_unique(const ObjectDef& object, const std::vector<FieldValue>& values,
                                       const Row* self);
  void fill_defaults(const ObjectDef& object, std::vector<FieldValue>& values);
  void index(Row& row);
  void unindex(const Row& row);

  Schema schema_;
  const Clock& clock_;
  std::map<std::string, std::deque<Row>> rows_;
  std::unordered_map<std::string, Row*> by_id_;        // first 15 characters
  std::unordered_multimap<std::string, Row*> by_key_;  // object, field and value
  std::uint64_t last_number_ = 0, last_case_number_ = 1000;
  std::string run_as_user_;
  std::vector<Undo> journal_;
  std::size_t open_ = 0;  // begin() without end()
};

// 15 characters and the checksum that makes an id comparable without case.
std::string id18(std::string_view id15);

}  // namespace hub::simulators::salesforce
