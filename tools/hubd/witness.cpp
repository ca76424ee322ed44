#include "tools/hubd/witness.hpp"

#include "core/admin/query.hpp"
#include "core/http/verdict.hpp"

namespace hub::hubd {

namespace {

constexpr milliseconds kDeadline{10'000};
constexpr std::size_t kAnswerBytesMax = 64u << 10;
constexpr int kAsksAtOnce = 2;  // the second after the witness has told what it saw last

Error refused(int status) {
  const char* why = status == 403   ? "the witness does not know this log's key"
                    : status == 404 ? "the witness does not know this log"
                    : status == 422 ? "the log does not go on from what the witness cosigned: it is forked"
                                    : "the witness refused the checkpoint";
  return config_error(why);
}

}  // namespace

Task<void> Witness::follow() {
  Result<void> asked = co_await ask();
  for (int i = 1; i < kAsksAtOnce && !asked.ok() && asked.error().code == "witness_size"; ++i)
    asked = co_await ask();
  const log::Field name = log::resource("witness", settings_.key.name);
  if (!asked.ok() && !complained_)
    parts_.log.error("a witness does not cosign the certificate log",
                     {name, log::error_code(asked.error()), log::error_message(asked.error())});
  if (asked.ok() && complained_) parts_.log.info("a witness cosigns the certificate log again", {name});
  complained_ = !asked.ok();
}

Task<Result<std::optional<certificates::WitnessRequest>>> Witness::request() {
  using Wanted = std::optional<certificates::WitnessRequest>;
  auto job = [this](store::Database&) -> Result<Wanted> {
    const std::uint64_t size = parts_.publisher.published_size();
    if (size == 0) return Wanted();
    certificates::WitnessRequest request;
    auto note = parts_.publisher.signed_checkpoint();
    if (!note.ok()) return note.error();
    if (certificates::is_cosigned(*note, log_key_, settings_.key)) return Wanted();
    request.old_size = std::min(cosigned_size_, size);
    // From nothing there is nothing to prove.
    auto proof = request.old_size == 0 ? Result<certificates::Proof>(certificates::Proof())
                                       : parts_.publisher.prove_consistency(request.old_size);
    if (!proof.ok()) return proof.error();
    request.proof = std::move(*proof);
    request.signed_checkpoint = std::move(*note);
    return Wanted(std::move(request));
  };
  auto wanted = co_await parts_.outbox.read(job);
  co_return wanted;
}

Task<Result<void>> Witness::ask() {
  const auto wanted = co_await request();
  if (!wanted.ok()) co_return wanted.error();
  if (!wanted->has_value()) co_return Result<void>();
  const certificates::WitnessRequest& asked = **wanted;
  http::Request call;
  call.method = "POST";
  call.url = settings_.url + "/add-checkpoint";
  call.deadline = kDeadline;
  call.answer_bytes_max = kAnswerBytesMax;
  call.headers.add("Content-Type", "text/plain; charset=utf-8");
  call.body.append(asked.body());
  const auto answer = co_await parts_.client.send(std::move(call));
  if (!answer.ok()) co_return answer.error();
  const auto checkpoint = certificates::parse_checkpoint(
      asked.signed_checkpoint.substr(0, asked.signed_checkpoint.rfind("\n\n") + 1));
  if (!checkpoint.ok()) co_return checkpoint.error();
  if (answer->status == 409) co_return learn_size(*answer, checkpoint->size);
  if (answer->status != 200) co_return refused(answer->status);
  const auto line =
      certificates::cosignature_in(answer->body.view(), asked.signed_checkpoint, log_key_, settings_.key);
  if (!line.ok()) co_return line.error();
  cosigned_size_ = checkpoint->size;
  auto job = [&](store::Database&) {
    return parts_.publisher.add_cosignature(asked.signed_checkpoint, *line, settings_.key);
  };
  const Result<bool> added = co_await parts_.outbox.read(job);
  if (!added.ok()) co_return added.error();
  co_return Result<void>();
}

Result<void> Witness::learn_size(const http::Response& conflict, std::uint64_t published) {
  const std::string_view body = conflict.body.view();
  const auto size = admin::parse_integer(body.substr(0, body.find('\n')));
  if (!size || *size < 0) return refused(conflict.status);
  cosigned_size_ = static_cast<std::uint64_t>(*size);
  if (cosigned_size_ <= published)
    return transient_error("witness_size", "the witness has seen another size");
  Error error =
      config_error("the witness has seen more certificates than there are: the log was rolled back");
  error.code = "log_rolled_back";
  return error;
}

}  // namespace hub::hubd
