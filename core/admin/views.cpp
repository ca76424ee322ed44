#include "core/admin/views.hpp"

namespace hub::admin {

namespace {
constexpr std::uint32_t kPublicationsShown = 1000;
}

// Each read is named before the co_await: GCC 12 would destroy a temporary closure too early.

Task<Result<std::vector<store::DeliveryView>>> OutboxViews::deliveries(store::DeliveryFilter filter) {
  auto read = [&filter](store::Database& database) { return database.list_deliveries(filter); };
  co_return co_await outbox_.read(read);
}

Task<Result<std::vector<store::DeliveryGroup>>> OutboxViews::groups(store::DeliveryFilter filter) {
  auto read = [&filter](store::Database& database) { return database.group_deliveries(filter); };
  co_return co_await outbox_.read(read);
}

Task<Result<std::vector<store::DeliveryEvent>>> OutboxViews::history(store::DeliveryKey delivery) {
  auto read = [delivery](store::Database& database) { return database.delivery_history(delivery); };
  co_return co_await outbox_.read(read);
}

Task<Result<std::vector<store::CertificateView>>> OutboxViews::certificates(std::int64_t after,
                                                                            std::uint32_t limit) {
  auto read = [after, limit](store::Database& database) { return database.certificates(after, limit); };
  co_return co_await outbox_.read(read);
}

Task<Result<std::int64_t>> OutboxViews::certificate_count() {
  auto read = [](store::Database& database) { return database.certificate_count(); };
  co_return co_await outbox_.read(read);
}

Task<Result<std::vector<store::CertificateView>>> OutboxViews::certificates_at(
    std::vector<std::int64_t> indexes) {
  auto read = [&indexes](store::Database& database) -> Result<std::vector<store::CertificateView>> {
    std::vector<store::CertificateView> found;
    for (const std::int64_t index : indexes) {
      auto one = database.certificates(index - 1, 1);
      if (!one.ok()) return one.error();
      if (!one->empty() && one->front().index == index) found.push_back(std::move(one->front()));
    }
    return found;
  };
  co_return co_await outbox_.read(read);
}

Task<Result<std::vector<store::Publication>>> OutboxViews::publications(std::string tenant,
                                                                        std::string target) {
  auto read = [&](store::Database& database) {
    return database.publications(tenant, target, kPublicationsShown);
  };
  co_return co_await outbox_.read(read);
}

Task<Result<std::string>> OutboxViews::mapping_text(store::MappingVersion version) {
  auto read = [version](store::Database& database) { return database.mapping_text(version); };
  co_return co_await outbox_.read(read);
}

}  // namespace hub::admin
