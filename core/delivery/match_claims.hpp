// Which matched records the cases under way are about to make, so that two chats of one person make one
// contact. Holds keyed hashes, no content. One loop's thread; a hold may outlive it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/model/keyed_hash.hpp"
#include "core/model/record.hpp"

namespace hub::delivery {

class MatchClaims {
  struct State;

 public:
  // The claims of one batch, given up when it ends.
  class Hold {
   public:
    explicit Hold(const MatchClaims& claims) : state_(claims.state_) {}
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    // The key under which the record with these match values is made: its own, or that of the first that
    // claimed the same values and is still under way.
    std::string key_for(const model::Record& record);

   private:
    std::shared_ptr<State> state_;
    std::vector<model::KeyedHash> held_;
  };

  // The key is copied.
  explicit MatchClaims(model::HashKey hash_key);

 private:
  std::shared_ptr<State> state_;
};

}  // namespace hub::delivery
