#include "tools/hubctl/list_limit.hpp"

#include "core/admin/query.hpp"

namespace hub::hubctl {

std::optional<std::size_t> list_limit(const Call& call) {
  constexpr std::size_t kUsually = 50;
  constexpr std::int64_t kMax = 1'000'000;
  const std::string* limit = call.find(kLimitOption.name);
  if (limit == nullptr) return kUsually;
  const auto number = admin::parse_integer(*limit);
  if (number && *number >= 1 && *number <= kMax) return static_cast<std::size_t>(*number);
  fail(call, kBadUsage, "--limit is a number from 1 to 1000000");
  return std::nullopt;
}

}  // namespace hub::hubctl
