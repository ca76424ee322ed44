// The records of an account: tickets, contacts and notes with their properties and links, checked and kept as
// HubSpot does (hubspot.md). One thread. Owns its rows; a Row* stays valid until reset().
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/clock.hpp"
#include "core/model/value.hpp"

namespace hub::simulators::hubspot {

struct Property {
  std::string name, label, type, field_type;
  bool is_unique = false, is_read_only = false;
  bool is_hidden = false;  // told to vanish
};

using Values = std::map<std::string, std::string, std::less<>>;  // every value is a text

struct Row {
  std::string object, id;
  Values values, before;  // `before`: one write ago, empty when there was none
  WallTime created{}, updated{};
  bool is_archived = false;
};

// What HubSpot says against a record or a request.
struct Refusal {
  int status = 400;
  std::string category = "VALIDATION_ERROR", message;
  std::string code, property;
};

class Portal {
 public:
  explicit Portal(const Clock& clock);

  bool knows(std::string_view object) const { return properties_.contains(object); }
  std::vector<Property>& properties(std::string_view object);
  const Property* find_property(std::string_view object, std::string_view name) const;

  // A property that does not exist spoils the whole request; anything else is of the record.
  std::optional<Refusal> check_names(std::string_view object, const model::Value& properties) const;
  // `id`: one of its own, that no other record gets; empty: the next.
  std::variant<Row*, Refusal> create(std::string_view object, const model::Value& properties,
                                     std::string id = {});
  std::optional<Refusal> update(Row& row, const model::Value& properties);
  void archive(Row& row);

  Row* find(std::string_view object, std::string_view id);
  Row* find_by(std::string_view object, std::string_view unique_property, std::string_view value);
  std::vector<Row*> live(std::string_view object);
  std::size_t count(std::string_view object) { return live(object).size(); }
  std::size_t archived(std::string_view object);

  void link(const Row& from, const Row& to);
  std::vector<std::string> linked(const Row& from, std::string_view to_object) const;

  // Forgets every record and shows every property. Ids are not given twice.
  void reset();

 private:
  std::optional<Refusal> assign(std::string_view object, Values& values, const model::Value& properties,
                                const Row* self);
  void index(Row& row);
  void unindex(const Row& row);

  const Clock& clock_;
  std::map<std::string, std::vector<Property>, std::less<>> properties_;
  std::map<std::string, std::deque<Row>, std::less<>> rows_;
  std::map<std::string, Row*, std::less<>> by_id_;                      // object/id
  std::map<std::string, Row*, std::less<>> by_unique_;                  // object/property/value
  std::map<std::string, std::vector<std::string>, std::less<>> links_;  // object/id/to object
  std::uint64_t last_id_ = 501;
};

// {"id","properties",...} with the properties that were asked for; all when `names` is empty.
void write_row(const Row& row, const Portal& portal, std::span<const std::string> names, bool is_stale,
               Buffer& out);

}  // namespace hub::simulators::hubspot
