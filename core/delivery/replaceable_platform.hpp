// A platform that can be exchanged while it is used: calls under way end with the one they began with. One
// loop's thread.
#pragma once

#include <memory>

#include "core/delivery/source_platform.hpp"

namespace hub::delivery {

class ReplaceablePlatform final : public SourcePlatform {
 public:
  explicit ReplaceablePlatform(std::unique_ptr<SourcePlatform> first) : current_(std::move(first)) {}
  void become(std::unique_ptr<SourcePlatform> next) { current_ = std::move(next); }

  bool purges() const override { return current_->purges(); }
  bool tells() const override { return current_->tells(); }
  Task<Result<void>> purge(std::string message_id, std::string case_id) override {
    const auto its = current_;
    co_return co_await its->purge(std::move(message_id), std::move(case_id));
  }
  Task<Result<bool>> is_absent(std::string case_id) override {
    const auto its = current_;
    co_return co_await its->is_absent(std::move(case_id));
  }
  Task<Result<void>> tell(SourceMessage message) override {
    const auto its = current_;
    co_return co_await its->tell(std::move(message));
  }

 private:
  std::shared_ptr<SourcePlatform> current_;
};

}  // namespace hub::delivery
