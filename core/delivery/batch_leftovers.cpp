// BatchDelivery: parts that an earlier attempt wrote and this one does not have are taken back.
#include "core/delivery/batch_delivery.hpp"

namespace hub::delivery {

Task<void> BatchDelivery::erase_leftovers(const std::vector<CaseRecords>& cases) {
  std::vector<Item> leftovers;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    for (const model::Record& record : cases[i].leftovers) leftovers.push_back({&record, i, {}});
  }
  Items open;
  for (Item& item : leftovers) {
    if (is_open(item)) open.push_back(&item);
  }
  const std::vector<Items> chunks = chunks_of(open);
  for (const Items& chunk : chunks) {
    std::vector<ReadRequest> requests;
    for (const Item* item : chunk) requests.push_back({item->record, {}});
    auto results = co_await connector_.erase(requests);
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (i < results.size() && results[i].ok()) continue;
      Error error = i < results.size() ? std::move(results[i]).error()
                                       : transient_error("result_count", "the connector lost count");
      fail(*chunk[i], std::move(error).with_context("deleting a part that is left over"));
    }
  }
}

}  // namespace hub::delivery
