#include "core/admin/key_check.hpp"

#include "core/admin/key_hash.hpp"
#include "core/async/event.hpp"

namespace hub::admin {
namespace {

constexpr std::size_t kCheckedAtOnce = 4;

}  // namespace

Task<Result<std::shared_ptr<AdminKey>>> KeyCheck::check(std::string text) {
  std::shared_ptr<AdminKey> key = keys_.find(text, clock_.wall_now());
  if (!key) {
    key = keys_.claimed(text, clock_.wall_now());
    if (!key) co_return key;
    if (checking_ >= kCheckedAtOnce) co_return transient_error("busy", "too many keys are being checked");
    ++checking_;
    std::string hash = key->argon2id;
    auto matching = matches(std::move(hash), text);
    const bool is_it = co_await std::move(matching);
    --checking_;
    // Meanwhile it may have been taken back.
    if (!is_it || keys_.by_id(key->id, clock_.wall_now()) != key) co_return std::shared_ptr<AdminKey>();
    keys_.recognise(text, *key);
  }
  key->last_used = clock_.wall_now();
  co_return key;
}

template <class T>
Task<T> KeyCheck::on_worker(std::function<T()> job) {
  struct Shared {
    explicit Shared(Executor executor) : done(executor) {}
    Event done;
    T result{};
  };
  // Shared, for the worker may outlive whoever waits.
  const auto shared = std::make_shared<Shared>(executor_);
  worker_.post([shared, executor = executor_, job = std::move(job)] {
    T result = job();
    post_to(executor, [shared, result = std::move(result)]() mutable {
      shared->result = std::move(result);
      shared->done.set();
    });
  });
  co_await shared->done.wait();
  co_return std::move(shared->result);
}

Task<bool> KeyCheck::matches(std::string hash, std::string text) {
  std::function<bool()> job = [hash = std::move(hash), text = std::move(text)] {
    return matches_argon2id(hash, text);
  };
  co_return co_await on_worker(std::move(job));
}

Task<std::string> KeyCheck::hash(std::string text) {
  std::function<std::string()> job = [text = std::move(text)] {
    SystemRandom random;
    return argon2id_hash(text, random);
  };
  co_return co_await on_worker(std::move(job));
}

}  // namespace hub::admin
