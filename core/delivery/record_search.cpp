#include "core/delivery/record_search.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace hub::delivery {

namespace {
constexpr std::uint32_t kPartsMax = 1'000;  // twice what a mapping makes of one case
}  // namespace

// Versions mostly have the same records: each is looked for once.
std::vector<RecordSearch::Wanted> RecordSearch::wanted_of(const MappingHistory& mappings) {
  std::vector<Wanted> wanted;
  std::set<std::tuple<std::string, std::string, std::string, std::string, bool>> seen;
  for (const auto& mapping : mappings) {
    const auto& shapes = mapping->shapes();
    for (const model::RecordShape& shape : shapes) {
      const std::string parent =
          shape.parent < 0 ? std::string() : shapes[static_cast<std::size_t>(shape.parent)].name;
      const bool is_new = seen.emplace(shape.name, shape.object, shape.key_field, parent, shape.parts).second;
      if (is_new && !shape.key_field.empty()) wanted.push_back({&shape, parent});
    }
  }
  std::ranges::stable_sort(wanted, {}, [](const Wanted& one) { return one.shape->stage; });
  return wanted;
}

std::string_view RecordSearch::key_of(std::string_view record_name, std::uint32_t part) const {
  return arena_.copy(model::record_key(id_key_, case_id_, record_name, part));
}

SoughtRecord RecordSearch::sought(const model::RecordShape& shape, std::string_view parent_key,
                                  std::uint32_t part) const {
  SoughtRecord one;
  one.record.shape = &shape;
  one.record.key = key_of(shape.name, part);
  one.record.parent_key = parent_key;
  one.record.part = part;
  one.record.fields = model::Value::object({});
  const auto parent = ids_.find(parent_key);
  if (connector_.traits().links_by_id && parent != ids_.end()) one.record.parent_id = parent->second;
  return one;
}

// Parts are numbered without gaps. The chunk in which none is found belongs to what is looked for: an erasure
// that was interrupted took the last ones first, and may have left them where deleted records are kept.
Task<Result<void>> RecordSearch::look(const model::RecordShape& shape, std::string_view parent_key) {
  const std::size_t at_once = shape.parts ? records_at_once(connector_) : 1;
  std::uint32_t part = 0;
  bool goes_on = true;
  while (goes_on) {
    std::vector<SoughtRecord> chunk;
    while (chunk.size() < at_once) chunk.push_back(sought(shape, parent_key, part++));
    const auto found = co_await find_chunk(connector_, chunk);
    if (!found.ok()) co_return found.error();
    // A split text has parts from 1 on, or is whole as 0.
    goes_on = shape.parts && part < kPartsMax && (count_there(chunk) > 0 || part == 1);
    for (SoughtRecord& one : chunk) {
      if (one.is_there && one.record.part == 0) ids_[one.record.key] = arena_.copy(one.id);
      records_.push_back(std::move(one));
    }
  }
  co_return Result<void>();
}

Task<Result<std::vector<SoughtRecord>>> RecordSearch::run(const MappingHistory& mappings) {
  const std::vector<Wanted> all = wanted_of(mappings);
  for (const Wanted& wanted : all) {
    std::vector<std::string_view> parents{wanted.parent.empty() ? std::string_view()
                                                                : key_of(wanted.parent, 0)};
    if (!wanted.parent.empty() && wanted.shape->parent_optional) parents.emplace_back();
    for (const std::string_view parent_key : parents) {
      // Below what is not there such a target has nothing, and would be asked once for each part.
      const bool has_parent = parent_key.empty() || ids_.contains(parent_key);
      if (connector_.traits().children_need_parent && !has_parent) continue;
      const auto looked = co_await look(*wanted.shape, parent_key);
      if (!looked.ok()) co_return looked.error();
    }
  }
  co_return std::move(records_);
}

}  // namespace hub::delivery
