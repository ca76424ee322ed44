#include "core/delivery/match_claims.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/base/locked_memory.hpp"
#include "core/model/json.hpp"

namespace hub::delivery {

struct MatchClaims::State {
  struct Claim {
    std::string key;
    std::size_t holders = 0;
  };
  LockedMemory hash_key{32};
  std::unordered_map<model::KeyedHash, Claim, model::KeyedHashHasher> claims;
};

MatchClaims::MatchClaims(model::HashKey hash_key) : state_(std::make_shared<State>()) {
  std::ranges::copy(hash_key, state_->hash_key.bytes().begin());
}

MatchClaims::Hold::~Hold() {
  for (const model::KeyedHash& hash : held_) {
    const auto claim = state_->claims.find(hash);
    if (--claim->second.holders == 0) state_->claims.erase(claim);
  }
}

std::string MatchClaims::Hold::key_for(const model::Record& record) {
  Buffer values(record.shape->object);
  values.push_back('\0');
  model::write_json(record.match, values);
  const auto hash =
      model::keyed_hash(std::as_const(state_->hash_key).bytes().first<32>(), "match", values.view());
  State::Claim& claim = state_->claims[hash];
  if (claim.holders == 0) claim.key = record.key;
  ++claim.holders;
  held_.push_back(hash);
  return claim.key;
}

}  // namespace hub::delivery
