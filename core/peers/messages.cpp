#include "core/peers/messages.hpp"

#include <cstring>

namespace hub::peers {

namespace {

template <class Item>
Buffer encoded_items(std::span<const Item> items) {
  Buffer body;
  for (const Item& item : items) body.append({reinterpret_cast<const char*>(item.data()), item.size()});
  return body;
}

template <class Item>
Result<std::vector<Item>> parse_items(std::string_view body) {
  constexpr std::size_t kBytes = sizeof(Item);
  if (body.size() % kBytes != 0 || body.size() / kBytes > kEpochsPerMessageMax)
    return invalid_error("bad_message", "a message of another node has a wrong length");
  std::vector<Item> items(body.size() / kBytes);
  for (std::size_t at = 0; at < items.size(); ++at)
    std::memcpy(items[at].data(), body.data() + at * kBytes, kBytes);
  return items;
}

}  // namespace

Buffer encoded(std::span<const vault::EpochId> epochs) {
  return encoded_items(epochs);
}

Buffer encoded(std::span<const vault::EpochParcel> parcels) {
  return encoded_items(parcels);
}

Result<std::vector<vault::EpochId>> parse_epochs(std::string_view body) {
  return parse_items<vault::EpochId>(body);
}

Result<std::vector<vault::EpochParcel>> parse_parcels(std::string_view body) {
  return parse_items<vault::EpochParcel>(body);
}

Result<vault::EpochParcel> parse_parcel(std::string_view body) {
  auto parcels = parse_parcels(body);
  if (!parcels.ok()) return std::move(parcels).error();
  if (parcels->size() != 1)
    return invalid_error("bad_message", "a message of another node has a wrong length");
  return parcels->front();
}

}  // namespace hub::peers
