#include "core/store/read_ahead.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace hub::store {

namespace {

using Batch = std::vector<LiveCase>;

constexpr std::size_t kCasesPerBatch = 512;
constexpr std::size_t kBatchesAhead = 8;

// Batches on their way from one thread to another; an empty one is the last.
class Batches {
 public:
  void push(Batch batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.size() < kBatchesAhead; });
    waiting_.push_back(std::move(batch));
    changed_.notify_one();
  }
  Batch pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !waiting_.empty(); });
    Batch batch = std::move(waiting_.front());
    waiting_.pop_front();
    changed_.notify_one();
    return batch;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> waiting_;
};

Result<void> read_into(Batches& batches, Database& database) {
  Batch batch;
  const auto read = database.for_each_live([&](const LiveCase& entry) {
    batch.push_back(entry);
    if (batch.size() == kCasesPerBatch) batches.push(std::exchange(batch, {}));
  });
  if (!batch.empty()) batches.push(std::move(batch));
  batches.push({});
  return read;
}

}  // namespace

Result<void> for_each_live_ahead(Database& database, const std::function<void(LiveCase)>& take) {
  Batches batches;
  Result<void> read;
  std::jthread reader([&] { read = read_into(batches, database); });
  for (Batch batch = batches.pop(); !batch.empty(); batch = batches.pop())
    for (LiveCase& entry : batch) take(std::move(entry));
  reader.join();
  return read;
}

}  // namespace hub::store
