// Engine: a canary is taken back from the targets that it was delivered to, and looked for afterwards.
#include <algorithm>

#include "core/delivery/case_document.hpp"
#include "core/delivery/engine.hpp"
#include "core/delivery/result_count.hpp"

namespace hub::delivery {

namespace {

using Chunk = std::vector<model::Record>;

// Records of one shape each, parents before children, as many as the target takes at once.
std::vector<Chunk> chunks_of(const std::vector<model::Record>& records, std::size_t records_max) {
  std::vector<Chunk> chunks;
  for (const model::Record& record : records) {
    const bool fits =
        !chunks.empty() && chunks.back().front().shape == record.shape && chunks.back().size() < records_max;
    if (!fits) chunks.emplace_back();
    chunks.back().push_back(record);
  }
  std::ranges::stable_sort(chunks, {}, [](const Chunk& chunk) { return chunk.front().shape->stage; });
  return chunks;
}

Task<Result<std::size_t>> count_present(Connector& connector, const std::vector<Chunk>& chunks) {
  std::size_t present = 0;
  for (const Chunk& chunk : chunks) {
    auto results = co_await connector.look_up(chunk);
    expect_one_result_each(results, chunk.size(), ErrorKind::transient);
    for (const auto& found : results) {
      if (!found.ok()) co_return found.error();
      if (found->has_value()) ++present;
    }
  }
  co_return present;
}

// Children first: a target may refuse to delete what others belong to.
Task<Result<void>> erase_all(Connector& connector, const std::vector<Chunk>& chunks) {
  for (auto chunk = chunks.rbegin(); chunk != chunks.rend(); ++chunk) {
    std::vector<ReadRequest> requests;
    for (const model::Record& record : *chunk) requests.push_back({&record, {}});
    auto results = co_await connector.erase(requests);
    expect_one_result_each(results, chunk->size(), ErrorKind::transient);
    for (const auto& erased : results) {
      if (!erased.ok()) co_return erased.error();
    }
  }
  co_return Result<void>();
}

Task<Result<void>> take_back(Connector& connector, const std::vector<Chunk>& chunks, CanaryErasure& erasure) {
  const auto before = co_await count_present(connector, chunks);
  if (!before.ok()) co_return before.error();
  erasure.found = *before;
  const auto erased = co_await erase_all(connector, chunks);
  if (!erased.ok()) co_return erased.error();
  const auto after = co_await count_present(connector, chunks);
  if (!after.ok()) co_return after.error();
  erasure.left = *after;
  co_return Result<void>();
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
  const std::vector<Chunk> chunks = chunks_of(*records, lane.connector->traits().batch_records_max);
  const Result<void> done = co_await take_back(*lane.connector, chunks, erasure);
  if (!done.ok()) erasure.error = done.error();
  co_return erasure;
}

}  // namespace hub::delivery
