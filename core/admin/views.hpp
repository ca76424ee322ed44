// What the admin API reads from the store: states, errors, certificates; never content. One loop's thread.
#pragma once

#include "core/async/task.hpp"
#include "core/base/result.hpp"
#include "core/store/outbox.hpp"

namespace hub::admin {

class Views {
 public:
  virtual ~Views() = default;
  virtual Task<Result<std::vector<store::DeliveryView>>> deliveries(store::DeliveryFilter filter) = 0;
  virtual Task<Result<std::vector<store::DeliveryGroup>>> groups(store::DeliveryFilter filter) = 0;
  virtual Task<Result<std::vector<store::DeliveryEvent>>> history(store::DeliveryKey delivery) = 0;
  virtual Task<Result<std::vector<store::CertificateView>>> certificates(std::int64_t after,
                                                                         std::uint32_t limit) = 0;
  virtual Task<Result<std::int64_t>> certificate_count() = 0;
  // Those at these places of the log; one that is not there is left out.
  virtual Task<Result<std::vector<store::CertificateView>>> certificates_at(
      std::vector<std::int64_t> indexes) = 0;
  virtual Task<Result<std::vector<store::Publication>>> publications(std::string tenant,
                                                                     std::string target) = 0;
  virtual Task<Result<std::string>> mapping_text(store::MappingVersion version) = 0;
};

// Through the outbox's reader; the outbox outlives it.
class OutboxViews final : public Views {
 public:
  explicit OutboxViews(store::Outbox& outbox) : outbox_(outbox) {}
  Task<Result<std::vector<store::DeliveryView>>> deliveries(store::DeliveryFilter filter) override;
  Task<Result<std::vector<store::DeliveryGroup>>> groups(store::DeliveryFilter filter) override;
  Task<Result<std::vector<store::DeliveryEvent>>> history(store::DeliveryKey delivery) override;
  Task<Result<std::vector<store::CertificateView>>> certificates(std::int64_t after,
                                                                 std::uint32_t limit) override;
  Task<Result<std::int64_t>> certificate_count() override;
  Task<Result<std::vector<store::CertificateView>>> certificates_at(
      std::vector<std::int64_t> indexes) override;
  Task<Result<std::vector<store::Publication>>> publications(std::string tenant, std::string target) override;
  Task<Result<std::string>> mapping_text(store::MappingVersion version) override;

 private:
  store::Outbox& outbox_;
};

}  // namespace hub::admin
