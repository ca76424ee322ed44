// Engine: a canary is taken back from the targets that it was delivered to, and looked for afterwards.
#include <algorithm>

#include "core/delivery/case_document.hpp"
#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

namespace {

// Records of one shape stand together, parents first.
std::vector<SoughtRecord> sought(const std::vector<model::Record>& records) {
  std::vector<SoughtRecord> sought;
  for (const model::Record& record : records) sought.push_back({record});
  std::ranges::stable_sort(sought, {}, [](const SoughtRecord& one) { return one.record.shape->stage; });
  return sought;
}

}  // namespace

Task<Result<std::vector<CanaryErasure>>> Engine::erase_canary(NewEvent event) {
  const auto found = tenants_by_name_.find(event.tenant);
  if (found == tenants_by_name_.end()) co_return invalid_error("unknown_tenant", "no such tenant");
  if (!event.case_id.starts_with(kCanaryPrefix))
    co_return invalid_error("no_canary", "only what a proof run sent is erased like this");
  std::vector<CanaryErasure> erasures;
  for (const store::LaneId id : found->second->lanes) {
    LaneParts& lane = *lanes_.at(id);
    CanaryErasure erasure = co_await erase_canary(lane, event);
    erasures.push_back(std::move(erasure));
  }
  co_return erasures;
}

Task<CanaryErasure> Engine::erase_canary(LaneParts& lane, const NewEvent& event) {
  CanaryErasure erasure;
  erasure.target = lane.target;
  model::Arena arena;
  const Buffer text = document_of(event);
  const auto document = parser_.parse(text.view(), arena);
  const auto current = lane.mappings.find(lane.current.version);
  if (!document.ok() || current == lane.mappings.end()) {
    erasure.error =
        document.ok() ? invalid_error("mapping_version", "the target has no mapping") : document.error();
    co_return erasure;
  }
  const std::shared_ptr<const mapping::Mapping> mapping = current->second;
  const auto records = map_document(lane, *mapping, *document, event.happened_at, false,
                                    lane.max_class.value_or(model::DataClass::free_text), arena, nullptr);
  if (!records.ok()) {
    erasure.error = records.error();
    co_return erasure;
  }
  erasure.records = records->size();
  std::vector<SoughtRecord> wanted = sought(*records);
  const auto looked = co_await find_records(*lane.connector, wanted);
  if (!looked.ok()) {
    erasure.error = looked.error();
    co_return erasure;
  }
  ErasedRecords erased = co_await erase_records(*lane.connector, parts_.clock, settings_.confirm, wanted);
  erasure.found = erased.found;
  erasure.left = erased.left;
  erasure.error = std::move(erased.error);
  co_return erasure;
}

}  // namespace hub::delivery
