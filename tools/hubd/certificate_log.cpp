#include "tools/hubd/certificate_log.hpp"

#include "core/base/wipe.hpp"

namespace hub::hubd {

namespace {

constexpr milliseconds kPublishInterval{1'000};

certificates::ReadEntries entries_of(store::Database& database) {
  return [&database](std::uint64_t first, std::uint32_t count) -> Result<std::vector<std::string>> {
    auto views = database.certificates(static_cast<std::int64_t>(first) - 1, count);
    if (!views.ok()) return views.error();
    std::vector<std::string> entries;
    for (store::CertificateView& view : *views) entries.push_back(std::move(view.entry));
    return entries;
  };
}

http::Response answer(int status, std::string_view type, std::string_view body, bool is_immutable) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", std::string(type));
  response.headers.add("Cache-Control", is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
  response.body.append(body);
  return response;
}

}  // namespace

CertificateLog::CertificateLog(Parts parts, std::string origin, std::array<std::byte, 32> seed)
    : parts_(parts), signer_(std::move(origin), seed), stopping_(parts.executor), stopped_(parts.executor) {
  wipe(seed.data(), seed.size());
}

CertificateLog::~CertificateLog() = default;

Result<std::unique_ptr<CertificateLog>> CertificateLog::open(Parts parts,
                                                             certificates::PublisherSettings settings,
                                                             std::array<std::byte, 32> seed,
                                                             std::vector<WitnessSettings> witnesses) {
  std::unique_ptr<CertificateLog> log(new CertificateLog(parts, settings.origin, seed));
  auto publisher = certificates::Publisher::open(std::move(settings), log->signer_);
  if (!publisher.ok()) return publisher.error();
  log->publisher_ = std::move(*publisher);
  for (WitnessSettings& witness : witnesses)
    log->witnesses_.push_back(
        std::make_unique<Witness>(Witness::Parts{parts.client, parts.outbox, *log->publisher_, parts.log},
                                  log->signer_.verifier(), std::move(witness)));
  return log;
}

void CertificateLog::start() {
  running_ = 1 + witnesses_.size();
  spawn(parts_.executor, run());
  for (const auto& witness : witnesses_) spawn(parts_.executor, follow(*witness));
}

Task<void> CertificateLog::follow(Witness& witness) {
  bool stopping = false;
  while (!stopping) {
    stopping = co_await stopping_.wait_until(parts_.clock, parts_.clock.now() + kPublishInterval);
    if (!stopping) co_await witness.follow();
  }
  if (--running_ == 0) stopped_.set();
}

Task<void> CertificateLog::stop() {
  stopping_.set();
  co_await stopped_.wait();
}

Task<void> CertificateLog::run() {
  bool stopping = false;
  while (!stopping) {
    stopping = co_await stopping_.wait_until(parts_.clock, parts_.clock.now() + kPublishInterval);
    co_await publish();  // once more at the end: what was settled last is published too
  }
  if (--running_ == 0) stopped_.set();
}

Task<void> CertificateLog::publish() {
  auto job = [this](store::Database& database) -> Result<void> {
    const auto count = database.certificate_count();
    if (!count.ok()) return count.error();
    return publisher_->publish(static_cast<std::uint64_t>(*count), entries_of(database));
  };
  const Result<void> published = co_await parts_.outbox.read(job);
  if (!published.ok() && !complained_) {
    parts_.log.error("the certificate log cannot be published",
                     {log::error_code(published.error()), log::error_message(published.error())});
  }
  complained_ = !published.ok();
}

std::string CertificateLog::verifier_key() const {
  return signer_.verifier().text();
}

Task<http::Response> CertificateLog::serve(std::string path) {
  if (path == "verifier-key")
    co_return answer(200, "text/plain; charset=utf-8", verifier_key() + '\n', false);
  auto job = [this, &path](store::Database&) { return publisher_->read_file(path); };
  const Result<std::string> file = co_await parts_.outbox.read(job);
  if (!file.ok()) co_return answer(404, "text/plain; charset=utf-8", "no such file in the log\n", false);
  const bool is_tile = path != "checkpoint";
  co_return answer(200, is_tile ? "application/octet-stream" : "text/plain; charset=utf-8", *file, is_tile);
}

}  // namespace hub::hubd
