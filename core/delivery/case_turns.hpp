// Lets the events of one case in one after the other. One loop's thread.
#pragma once

#include <deque>
#include <memory>
#include <unordered_map>
#include <utility>

#include "core/async/event.hpp"
#include "core/model/keyed_hash.hpp"

namespace hub::delivery {

class CaseTurns {
 public:
  explicit CaseTurns(Executor executor);
  ~CaseTurns();  // tasks that still wait end where they stand

  // It is the holder's turn for as long as it lives, which may be longer than the turns.
  class Hold;
  Task<Hold> take(model::KeyedHash case_ref);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

class CaseTurns::Hold {
 public:
  Hold(std::shared_ptr<State> state, const model::KeyedHash& case_ref)
      : state_(std::move(state)), case_ref_(case_ref) {}
  Hold(Hold&&) noexcept = default;
  Hold& operator=(Hold&&) = delete;
  ~Hold();

 private:
  std::shared_ptr<State> state_;
  model::KeyedHash case_ref_;
};

}  // namespace hub::delivery
