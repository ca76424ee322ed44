#include "core/ingest/client_rates.hpp"

#include <algorithm>
#include <cmath>

namespace hub::ingest {

std::optional<std::chrono::seconds> ClientRates::wait_for(std::string_view credential, std::size_t events) {
  if (limit_.events_per_second == 0) return std::nullopt;
  const auto rate = static_cast<double>(limit_.events_per_second);
  const double burst = rate * RateLimit::kBurstSeconds;
  auto found = buckets_.find(credential);
  if (found == buckets_.end())
    found = buckets_.emplace(std::string(credential), Bucket{burst, clock_.now()}).first;
  Bucket& bucket = found->second;
  const std::chrono::duration<double> passed = clock_.now() - bucket.at;
  bucket.left = std::min(burst, bucket.left + rate * passed.count());
  bucket.at = clock_.now();
  const double needed = std::min(burst, static_cast<double>(events));
  if (bucket.left < needed)
    return std::chrono::seconds(static_cast<std::int64_t>(std::ceil((needed - bucket.left) / rate)));
  bucket.left -= static_cast<double>(events);
  return std::nullopt;
}

}  // namespace hub::ingest
