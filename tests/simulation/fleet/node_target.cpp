#include "tests/simulation/fleet/node_target.hpp"

#include <algorithm>

namespace hub::simulation {

using delivery::ExistingRecord;
using delivery::StoredRecord;

namespace {

template <class T>
std::vector<Result<T>> all(std::size_t count, const Error& error) {
  return std::vector<Result<T>>(count, Result<T>(error));
}

Error no_answer() {
  return unknown_outcome("reset", "the connection was reset");
}

}  // namespace

std::uint64_t UnderWay::leave(std::size_t which, std::span<const model::Record> batch, MonotonicTime now) {
  requests_.emplace(++last_, Request{which, now, testing::MemoryTarget::copy_of(batch)});
  return last_;
}

bool UnderWay::arrive(std::uint64_t request) {
  return requests_.erase(request) > 0;
}

void UnderWay::give_up(std::uint64_t request, MonotonicTime now) {
  auto node = requests_.extract(request);
  if (node.empty()) return;
  Request& lost = node.mapped();
  const auto since = std::chrono::duration_cast<milliseconds>(now - lost.left_at);
  const milliseconds within = std::max(milliseconds(1), milliseconds(kLateCommitWindow) - since);
  targets_.abandon(lost.which, std::move(lost.batch), within);
}

void UnderWay::give_all_up(MonotonicTime now) {
  while (!requests_.empty()) give_up(requests_.begin()->first, now);
}

std::optional<Error> NodeTarget::refusal() const {
  if (!parts_.lease.holds()) return transient_error("may_not_send", "nothing may be sent at this moment");
  if (parts_.is_cut_off) return transient_error("refused", "the target cannot be reached");
  parts_.on_call();
  return std::nullopt;
}

Task<std::optional<Error>> NodeTarget::travel() {
  co_await sleep_for(parts_.clock, parts_.targets.latency(parts_.which));
  if (parts_.is_cut_off || !parts_.lease.holds())
    co_return transient_error("reset", "the connection was reset");
  co_return std::nullopt;
}

Task<Result<delivery::Schema>> NodeTarget::describe(std::vector<std::string> objects) {
  if (const auto refused = refusal()) co_return *refused;
  auto describing = target_->describe(std::move(objects));
  co_return co_await std::move(describing);
}

Task<std::vector<Result<StoredRecord>>> NodeTarget::write(std::span<const model::Record> batch) {
  if (const auto refused = refusal()) co_return all<StoredRecord>(batch.size(), *refused);
  const std::uint64_t request = parts_.under_way.leave(parts_.which, batch, parts_.clock.now());
  const auto lost_there = co_await travel();
  if (lost_there) parts_.under_way.give_up(request, parts_.clock.now());
  if (!parts_.under_way.arrive(request)) co_return all<StoredRecord>(batch.size(), no_answer());
  auto results = co_await target_->write(batch);
  const auto lost_back = co_await travel();
  if (lost_back) co_return all<StoredRecord>(batch.size(), no_answer());
  co_return results;
}

Task<std::vector<Result<std::optional<StoredRecord>>>> NodeTarget::look_up(
    std::span<const model::Record> batch) {
  using Answer = std::optional<StoredRecord>;
  if (const auto refused = refusal()) co_return all<Answer>(batch.size(), *refused);
  if (const auto lost = co_await travel()) co_return all<Answer>(batch.size(), *lost);
  co_return co_await target_->look_up(batch);
}

Task<std::vector<Result<std::vector<ExistingRecord>>>> NodeTarget::find_existing(
    std::span<const model::Record> batch) {
  using Answer = std::vector<ExistingRecord>;
  if (const auto refused = refusal()) co_return all<Answer>(batch.size(), *refused);
  if (const auto lost = co_await travel()) co_return all<Answer>(batch.size(), *lost);
  co_return co_await target_->find_existing(batch);
}

Task<std::vector<Result<std::optional<model::Value>>>> NodeTarget::read_back(
    std::span<const delivery::ReadRequest> batch, model::Arena& arena) {
  using Answer = std::optional<model::Value>;
  if (const auto refused = refusal()) co_return all<Answer>(batch.size(), *refused);
  if (const auto lost = co_await travel()) co_return all<Answer>(batch.size(), *lost);
  co_return co_await target_->read_back(batch, arena);
}

Task<std::vector<Result<void>>> NodeTarget::erase(std::span<const delivery::ReadRequest> batch) {
  if (const auto refused = refusal())
    co_return std::vector<Result<void>>(batch.size(), Result<void>(*refused));
  auto erasing = target_->erase(batch);
  co_return co_await std::move(erasing);
}

}  // namespace hub::simulation
