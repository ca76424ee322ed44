// Tells whose key a request carries. Argon2id is slow on purpose: it runs on a worker, once for each key and
// process, and only few at a time, so that guessing keeps nobody else waiting. One loop's thread.
#pragma once

#include <functional>

#include "core/admin/keys.hpp"
#include "core/async/task.hpp"
#include "core/async/worker.hpp"
#include "core/base/result.hpp"

namespace hub::admin {

class KeyCheck {
 public:
  // All outlive it.
  KeyCheck(KeyRing& keys, Worker& worker, Clock& clock, Executor executor)
      : keys_(keys), worker_(worker), clock_(clock), executor_(executor) {}

  // Null when it is no key of ours, or its time is over; notes when a key was used. Fails with transient
  // "busy" while as many are checked as may be.
  Task<Result<std::shared_ptr<AdminKey>>> check(std::string text);
  // What is kept of a new key.
  Task<std::string> hash(std::string text);

 private:
  template <class T>
  Task<T> on_worker(std::function<T()> job);
  Task<bool> matches(std::string hash, std::string text);

  KeyRing& keys_;
  Worker& worker_;
  Clock& clock_;
  Executor executor_;
  std::size_t checking_ = 0;
};

}  // namespace hub::admin
