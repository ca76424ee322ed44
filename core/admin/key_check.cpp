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

Task<bool> KeyCheck::matches(std::string hash, std::string text) {
  struct Shared {
    explicit Shared(Executor executor) : done(executor) {}
    Event done;
    bool is_it = false;
  };
  // Shared, for the worker may outlive whoever waits.
  const auto shared = std::make_shared<Shared>(executor_);
  worker_.post([shared, executor = executor_, hash = std::move(hash), text = std::move(text)] {
    const bool is_it = matches_argon2id(hash, text);
    post_to(executor, [shared, is_it] {
      shared->is_it = is_it;
      shared->done.set();
    });
  });
  co_await shared->done.wait();
  co_return shared->is_it;
}

}  // namespace hub::admin
