// BatchDelivery: which records go into one call.
#include <algorithm>
#include <span>
#include <unordered_set>

#include "core/delivery/batch_delivery.hpp"

namespace hub::delivery {

namespace {

constexpr std::size_t kRecordOverheadBytes = 128;  // keys, links and punctuation around the fields

// What a record's fields will weigh on the wire, near enough to keep a batch below the target's limit.
std::size_t payload_bytes(const model::Value& value) {
  using Kind = model::Value::Kind;
  switch (value.kind()) {
    case Kind::string:
      return value.as_string().size() + value.as_string().size() / 16 + 2;
    case Kind::array: {
      std::size_t sum = 2;
      for (const model::Value& item : value.as_array()) sum += payload_bytes(item) + 1;
      return sum;
    }
    case Kind::object: {
      std::size_t sum = 2;
      for (const model::Member& member : value.as_object()) {
        sum += member.name.size() + payload_bytes(member.value) + 4;
      }
      return sum;
    }
    default:
      return 24;
  }
}

struct Weighed {
  std::string_view identity;
  std::size_t bytes;
};

Weighed weighed(const model::Record& record) {
  return {identity_of(&record), payload_bytes(record.fields) + kRecordOverheadBytes};
}

// What is left of one call: it keeps to the connector's limits, and no record is in it twice.
class CallRoom {
 public:
  explicit CallRoom(const ConnectorTraits& traits) : traits_(traits) {}

  bool is_unused() const { return identities_.empty(); }
  bool holds(std::span<const Weighed> records) const {
    std::size_t bytes = bytes_;
    bool is_twice = false;
    for (const Weighed& record : records) {
      bytes += record.bytes;
      is_twice |= identities_.contains(record.identity);
    }
    return !is_twice && bytes <= traits_.batch_bytes_max &&
           identities_.size() + records.size() <= traits_.batch_records_max;
  }
  void add(const Weighed& record) {
    bytes_ += record.bytes;
    identities_.insert(record.identity);
  }
  void clear() {
    bytes_ = 0;
    identities_.clear();
  }

 private:
  const ConnectorTraits& traits_;
  std::size_t bytes_ = 0;
  std::unordered_set<std::string_view> identities_;
};

}  // namespace

// Calls are of one shape and one way of addressing, no record twice, within the connector's batch limits.
// Both keep the order in which they first appear, so that a run can be repeated exactly.
std::vector<BatchDelivery::Items> BatchDelivery::chunks_of(const Items& items) const {
  using Kind = std::pair<const model::RecordShape*, bool>;
  const auto kind_of = [](const Item* item) {
    return Kind(item->record->shape, item->record->target_id.empty());
  };
  std::vector<Kind> kinds;
  for (const Item* item : items) {
    if (std::ranges::find(kinds, kind_of(item)) == kinds.end()) kinds.push_back(kind_of(item));
  }
  std::vector<Items> chunks;
  for (const Kind& kind : kinds) {
    CallRoom room(connector_.traits());
    for (Item* item : items) {
      if (kind_of(item) != kind) continue;
      const Weighed record = weighed(*item->record);
      if (room.is_unused() || !room.holds(std::span(&record, 1))) {
        chunks.emplace_back();
        room.clear();
      }
      room.add(record);
      chunks.back().push_back(item);
    }
  }
  return chunks;
}

// Whole cases, parents before children. A case is cut only where it is too much for one call by itself.
std::vector<BatchDelivery::Items> BatchDelivery::chunks_of_cases(Items items) const {
  std::ranges::stable_sort(
      items, {}, [](const Item* item) { return std::pair(item->case_index, item->record->shape->stage); });
  std::vector<Items> chunks;
  CallRoom room(connector_.traits());
  std::size_t cases = 0;
  for (std::span<Item* const> left(items); !left.empty();) {
    const auto next = std::ranges::find_if(
        left, [&left](const Item* item) { return item->case_index != left.front()->case_index; });
    const auto one = left.first(static_cast<std::size_t>(next - left.begin()));
    std::vector<Weighed> records;
    for (const Item* item : one) records.push_back(weighed(*item->record));
    if (cases == connector_.traits().whole_cases_max || !room.holds(records)) {
      room.clear();
      cases = 0;
    }
    for (std::size_t i = 0; i < one.size(); ++i) {
      if (room.is_unused() || !room.holds(std::span(records).subspan(i, 1))) {
        chunks.emplace_back();
        room.clear();
      }
      room.add(records[i]);
      chunks.back().push_back(one[i]);
    }
    ++cases;
    left = left.subspan(one.size());
  }
  return chunks;
}

// Where a call that was refused is cut in two: between cases where they are written whole, so that one by
// itself is cut nowhere.
std::size_t BatchDelivery::half_of(const Items& chunk) const {
  const std::size_t half = chunk.size() / 2;
  if (connector_.traits().whole_cases_max == 0) return half;
  const auto is_inside_case = [&chunk](std::size_t at) {
    return at > 0 && at < chunk.size() && chunk[at - 1]->case_index == chunk[at]->case_index;
  };
  std::size_t cut = half;
  while (is_inside_case(cut)) --cut;
  if (cut > 0) return cut;
  cut = half;
  while (is_inside_case(cut)) ++cut;
  return cut;
}

}  // namespace hub::delivery
