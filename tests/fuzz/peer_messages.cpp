// Any bytes as what another node sends: names of epochs, keys, the subject of its certificate. What is read
// is written again as it was; no key is believed that the root has not wrapped.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/peers/messages.hpp"
#include "core/peers/routes.hpp"
#include "core/vault/parcel.hpp"

namespace {

using namespace hub;

const vault::RootKey& root() {
  static constexpr std::array<std::byte, 32> kBytes{std::byte{7}};
  static const vault::RootKey key = vault::RootKey::from_bytes(kBytes);
  return key;
}

void read_parcels(std::string_view body) {
  static const vault::RootRing ring(root(), nullptr);
  const auto parcels = peers::parse_parcels(body);
  if (!parcels.ok()) return;
  HUB_ASSERT(peers::encoded(std::span<const vault::EpochParcel>(*parcels)).view() == body);
  for (const vault::EpochParcel& parcel : *parcels) {
    vault::SecretKey key;
    HUB_ASSERT(!vault::unpack(ring, vault::kEpochParcel, parcel, key).ok());
  }
}

void read_epochs(std::string_view body) {
  const auto epochs = peers::parse_epochs(body);
  if (epochs.ok()) HUB_ASSERT(peers::encoded(std::span<const vault::EpochId>(*epochs)).view() == body);
}

void read_subject(std::string_view subject) {
  const std::string name = peers::common_name(subject);
  HUB_ASSERT(name.empty() || subject.find("CN=" + name) != std::string_view::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0:
      read_parcels(rest);
      break;
    case 1:
      read_epochs(rest);
      break;
    default:
      read_subject(rest);
  }
  return 0;
}
