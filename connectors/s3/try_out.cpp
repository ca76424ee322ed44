// What no document tells of a store for sure (s3.md 7 and 8), tried on an object of the hub's own that is
// written exactly as cases are.
#include "connectors/s3/errors.hpp"
#include "connectors/s3/target.hpp"
#include "core/http/date.hpp"
#include "core/model/builder.hpp"

namespace hub::connectors::s3 {

namespace {

constexpr std::string_view kCanary = "hub-canary", kContent = "Written by target check.\n";
constexpr int kOk = 200, kBadRequest = 400, kPreconditionFailed = 412;

}  // namespace

Task<Result<std::vector<std::string>>> Target::try_out() {
  model::Arena arena;
  model::RecordShape shape;
  shape.key_field = kKeyField;
  model::ObjectBuilder fields(arena);
  fields.add(kBody, model::Value::string(kContent));
  model::Record canary;
  canary.shape = &shape;
  canary.key = kCanary;
  canary.fields = fields.finish();
  Storage storage = options_.storage;
  if (storage.lock) storage.lock->time = std::chrono::minutes(1);
  std::vector<std::string> findings;

  // It may be there from an earlier check that was not allowed to delete it.
  Call create{"PUT", object_name(storage, kCanary)};
  create.headers = headers_of(canary, kContent, storage, clock_.wall_now());
  create.body.append(kContent);
  if (options_.creates_once) create.headers.add("If-None-Match", "*");
  auto first = co_await client_.send(create);
  if (!first.ok()) co_return std::move(first).error();
  if (first->status != kOk && first->status != kPreconditionFailed)
    co_return judge(*first, http::Effect::writes).with_context("writing an object");
  if (options_.creates_once) {
    auto second = co_await client_.send(create);
    if (!second.ok()) co_return std::move(second).error();
    if (second->status != kPreconditionFailed)
      co_return config_error("the store does not honour If-None-Match: set 'create_once' to look_up");
    findings.emplace_back("an object is created once: a second write is refused");
  }

  if (storage.sends_checksum) {
    Call damaged = create;
    damaged.headers = headers_of(canary, "something else", storage, clock_.wall_now());
    auto answer = co_await client_.send(damaged);
    if (!answer.ok()) co_return std::move(answer).error();
    if (answer->status == kBadRequest) findings.emplace_back("the store verifies checksums");
    if (answer->status == kOk)
      findings.emplace_back("the store does not verify checksums: the hub compares the bytes");
  }

  const Call get{"GET", create.key};
  auto stored = co_await client_.send(get);
  if (!stored.ok()) co_return std::move(stored).error();
  if (stored->status != kOk) co_return judge(*stored, http::Effect::reads).with_context("reading it back");
  if (!(stored_form(canary, *stored, storage, arena) == expected_form(canary, storage, arena)))
    co_return config_error("the store gives back other bytes, metadata or locks than were written");
  if (const auto theirs = http::parse_date(stored->headers.find("Date").value_or(""))) {
    const auto apart = std::chrono::abs(*theirs - clock_.wall_now());
    if (apart > std::chrono::minutes(5))
      findings.emplace_back("the clocks of this machine and of the store are more than 5 minutes apart");
  }

  const Call absent{"HEAD", create.key + "-that-nobody-wrote"};
  auto nothing = co_await client_.send(absent);
  if (!nothing.ok()) co_return std::move(nothing).error();
  if (!is_absent(*nothing))
    co_return judge(*nothing, http::Effect::reads).with_context("asking for an object that is not there");

  auto erasing = erase_versions(create.key);
  const auto erased = co_await std::move(erasing);
  findings.emplace_back(erased.ok() ? "objects can be erased, with all their versions"
                                    : "objects cannot be erased: " + erased.error().message);
  co_return findings;
}

}  // namespace hub::connectors::s3
