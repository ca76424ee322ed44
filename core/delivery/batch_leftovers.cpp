// BatchDelivery: parts that an earlier attempt wrote and this one does not have are taken back.
#include "core/delivery/batch_delivery.hpp"
#include "core/delivery/result_count.hpp"

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
  link_to_parents(open);
  const std::vector<Items> chunks = chunks_of(open);
  for (const Items& chunk : chunks) {
    std::vector<ReadRequest> requests;
    for (const Item* item : chunk) requests.push_back({item->record, {}});
    auto results = co_await connector_.erase(requests);
    expect_one_result_each(results, chunk.size(), ErrorKind::transient);
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (results[i].ok()) continue;
      fail(*chunk[i], std::move(results[i]).error().with_context("deleting a part that is left over"));
    }
  }
}

}  // namespace hub::delivery
