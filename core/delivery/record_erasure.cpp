#include "core/delivery/record_erasure.hpp"

#include <algorithm>
#include <set>

#include "core/async/event.hpp"
#include "core/delivery/result_count.hpp"

namespace hub::delivery {

namespace {

using Chunk = std::span<SoughtRecord>;

std::vector<Chunk> chunks_of(std::span<SoughtRecord> records, std::size_t records_max) {
  std::vector<Chunk> chunks;
  while (!records.empty()) {
    const model::Record& first = records.front().record;
    const auto end = std::ranges::find_if_not(
        records.first(std::min(records.size(), records_max)), [&first](const SoughtRecord& one) {
          return one.record.shape == first.shape && one.record.parent_key == first.parent_key;
        });
    const auto count = static_cast<std::size_t>(end - records.begin());
    chunks.push_back(records.first(count));
    records = records.subspan(count);
  }
  return chunks;
}

bool passes_by_itself(const Error& error) {
  return error.kind == ErrorKind::transient || error.kind == ErrorKind::unknown;
}

// What was wrong with the first of them that failed.
Task<std::optional<Error>> erase_once(Connector& connector, Chunk chunk) {
  std::vector<ReadRequest> requests;
  for (const SoughtRecord& one : chunk) requests.push_back({&one.record, one.id});
  auto results = co_await connector.erase(requests);
  expect_one_result_each(results, chunk.size(), ErrorKind::transient);
  const auto failed = std::ranges::find_if(results, [](const Result<void>& one) { return !one.ok(); });
  co_return failed == results.end() ? std::nullopt : std::optional(failed->error());
}

Task<std::optional<Error>> erase_chunk(Connector& connector, Clock& clock, ConfirmSettings tries,
                                       Chunk chunk) {
  milliseconds pause = tries.first_pause;
  for (std::uint32_t left = tries.reads_max; true; pause *= 2) {
    auto error = co_await erase_once(connector, chunk);
    if (!error || !passes_by_itself(*error) || --left == 0) co_return error;
    co_await sleep_for(clock, pause);
  }
}

Task<Result<std::size_t>> count_left(Connector& connector, Clock& clock, ConfirmSettings reads,
                                     std::span<SoughtRecord> records) {
  milliseconds pause = reads.first_pause;
  for (std::uint32_t looks = reads.reads_max; true; pause *= 2) {
    const auto looked = co_await find_records(connector, records);
    if (!looked.ok()) co_return looked.error();
    const std::size_t left = count_there(records);
    if (left == 0 || --looks == 0) co_return left;
    co_await sleep_for(clock, pause);
  }
}

}  // namespace

// Few enough that one call which is interrupted halfway leaves little to be looked for again.
std::size_t records_at_once(const Connector& connector) {
  constexpr std::size_t kMost = 50;
  return std::clamp<std::size_t>(connector.traits().batch_records_max, 1, kMost);
}

std::size_t count_there(std::span<const SoughtRecord> records) {
  std::set<std::string_view> keys;
  for (const SoughtRecord& one : records)
    if (one.is_there) keys.insert(one.record.key);
  return keys.size();
}

Task<Result<void>> find_chunk(Connector& connector, std::span<SoughtRecord> chunk) {
  std::vector<model::Record> batch;
  for (const SoughtRecord& one : chunk) batch.push_back(one.record);
  auto results = co_await connector.find_by_key(batch);
  expect_one_result_each(results, chunk.size(), ErrorKind::transient);
  for (std::size_t i = 0; i < chunk.size(); ++i) {
    if (!results[i].ok()) co_return results[i].error();
    chunk[i].is_there = results[i]->has_value();
    chunk[i].id = chunk[i].is_there ? (*results[i])->id : std::string();
  }
  co_return Result<void>();
}

Task<Result<void>> find_records(Connector& connector, std::span<SoughtRecord> records) {
  const std::vector<Chunk> chunks = chunks_of(records, records_at_once(connector));
  for (const Chunk& chunk : chunks) {
    const auto found = co_await find_chunk(connector, chunk);
    if (!found.ok()) co_return found.error();
  }
  co_return Result<void>();
}

// From the end: what an interruption leaves is found again from the beginning.
Task<ErasedRecords> erase_records(Connector& connector, Clock& clock, ConfirmSettings reads,
                                  std::span<SoughtRecord> records) {
  ErasedRecords erased;
  erased.found = erased.left = count_there(records);
  const std::vector<Chunk> chunks = chunks_of(records, records_at_once(connector));
  for (auto chunk = chunks.rbegin(); chunk != chunks.rend(); ++chunk) {
    auto error = co_await erase_chunk(connector, clock, reads, *chunk);
    if (!error) continue;
    const bool may_others_pass = error->kind == ErrorKind::invalid;
    if (!erased.error) erased.error = std::move(error);
    if (!may_others_pass) co_return erased;
  }
  const auto left = co_await count_left(connector, clock, reads, records);
  if (left.ok())
    erased.left = *left;
  else if (!erased.error)
    erased.error = left.error();
  co_return erased;
}

}  // namespace hub::delivery
