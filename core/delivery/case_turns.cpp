#include "core/delivery/case_turns.hpp"

namespace hub::delivery {

struct CaseTurns::State {
  explicit State(Executor loop) : executor(loop) {}

  Executor executor;
  std::unordered_map<model::KeyedHash, std::deque<std::shared_ptr<Event>>, model::KeyedHashHasher> taken;
};

CaseTurns::CaseTurns(Executor executor) : state_(std::make_shared<State>(executor)) {}

CaseTurns::~CaseTurns() {
  const auto taken = std::exchange(state_->taken, {});
  for (const auto& [case_ref, waiting] : taken)
    for (const auto& turn : waiting) turn->abandon();
}

Task<CaseTurns::Hold> CaseTurns::take(model::KeyedHash case_ref) {
  const auto state = state_;
  const auto [entry, is_free] = state->taken.try_emplace(case_ref);
  if (!is_free) {
    const auto turn = std::make_shared<Event>(state->executor);
    entry->second.push_back(turn);
    co_await turn->wait();
  }
  co_return Hold(state, case_ref);
}

// The turn goes to whoever has waited longest.
CaseTurns::Hold::~Hold() {
  if (!state_) return;
  const auto entry = state_->taken.find(case_ref_);
  if (entry == state_->taken.end()) return;
  if (entry->second.empty()) {
    state_->taken.erase(entry);
    return;
  }
  const auto next = entry->second.front();
  entry->second.pop_front();
  next->set();
}

}  // namespace hub::delivery
