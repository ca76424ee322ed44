#include "connectors/s3/target.hpp"

#include <array>

#include "connectors/s3/answers.hpp"
#include "connectors/s3/errors.hpp"
#include "connectors/shared/one_by_one.hpp"
#include "core/delivery/missing_object.hpp"
#include "core/http/session.hpp"

namespace hub::connectors::s3 {

using delivery::ReadRequest;
using delivery::StoredRecord;
using model::Value;

namespace {

constexpr int kOk = 200, kNoContent = 204, kForbidden = 403, kPreconditionFailed = 412, kNotImplemented = 501;
constexpr std::string_view kVersionQuery = "versionId=";

// What the hub calls an object: its name, and its version where the bucket keeps versions.
std::string id_of(const std::string& name, const http::Response& answer) {
  const auto version = answer.headers.find("x-amz-version-id");
  return version ? name + '?' + std::string(kVersionQuery) + std::string(*version) : name;
}

// The query that asks for the version of an id.
std::string version_query(std::string_view version) {
  return version.empty() ? std::string() : std::string(kVersionQuery) + http::percent_encode(version);
}
std::string version_query_of(std::string_view id) {
  const auto mark = id.find('?');
  return mark == id.npos ? std::string() : version_query(id.substr(mark + 1 + kVersionQuery.size()));
}

std::string without_quotes(std::string tag) {
  std::erase(tag, '"');
  return tag;
}

Error object_gone() {
  return transient_error("object_gone", "the object was deleted meanwhile");
}

Error not_ours() {
  return invalid_error("not_ours", "the bucket has an object of this name that the hub did not write");
}

}  // namespace

Target::Target(TargetOptions options, Credentials credentials, CredentialSource source, http::Client& http,
               Clock& clock)
    : options_(std::move(options)),
      client_(options_.client, std::move(credentials), std::move(source), http, clock),
      clock_(clock) {
  traits_.batch_records_max = 1;  // a store has no call for many objects
  traits_.concurrency_max = options_.concurrency;
  traits_.erasure = {"Every version of the case's objects is deleted, and every delete marker.",
                     "A version under object lock stays until its date. Copies that the bucket replicates "
                     "elsewhere are not the hub's to find."};
  if (options_.creates_once) {
    traits_.key_guarantee = delivery::UniqueKey{};
  } else {
    traits_.key_guarantee = delivery::LookUpOnly{options_.late_commit_window, std::chrono::seconds(0)};
  }
}

Error Target::judge(const http::Response& answer, http::Effect effect) const {
  Error error = classify_answer(answer, effect, clock_.wall_now());
  const bool may_be_absent = answer.status == kForbidden && effect == http::Effect::reads;
  if (may_be_absent) error.message += "; without s3:ListBucket an absent object looks like this too";
  return error;
}

Task<Result<delivery::Schema>> Target::describe(std::vector<std::string> objects) {
  delivery::Schema schemas;
  for (const std::string& object : objects) {
    if (object != kObject) {
      co_return delivery::missing_object("an archive has no '" + object + "': write to '" +
                                         std::string(kObject) + '\'');
    }
    schemas.objects.push_back(schema());
  }
  co_return schemas;
}

Task<std::vector<Written>> Target::write(Records batch) {
  return one_by_one<StoredRecord>(batch, [this](const model::Record& record) { return write_one(record); });
}

Task<Written> Target::write_one(const model::Record& record) {
  if (const std::string field = unknown_field(record); !field.empty()) {
    Error error = invalid_error("unknown_field", "an archive has no field '" + field + '\'');
    error.fields.push_back(field);
    co_return error;
  }
  model::Arena arena;
  const std::string_view content = content_of(record, arena);
  Call put{"PUT", object_name(options_.storage, record.key)};
  put.headers = headers_of(record, content, options_.storage, clock_.wall_now());
  put.body.append(content);
  Call create = put;
  if (options_.creates_once) create.headers.add("If-None-Match", "*");
  auto answer = co_await client_.send(create);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::writes);
  if (answer->status == kPreconditionFailed) {
    auto replacing = replace(record, std::move(put));
    co_return co_await std::move(replacing);
  }
  if (answer->status != kOk) co_return judge(*answer, http::Effect::writes);
  co_return StoredRecord{id_of(put.key, *answer), true};
}

// The object is there: as it should be, or as an earlier attempt made it, perhaps with another mapping.
Task<Written> Target::replace(const model::Record& record, Call put) {
  const Call get{"GET", put.key};
  auto answer = co_await client_.send(get);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::reads);
  if (is_absent(*answer)) co_return object_gone();
  if (answer->status != kOk) co_return judge(*answer, http::Effect::reads);
  if (!is_of_key(*answer, record.key)) co_return not_ours();
  if (is_same(put.headers, put.body, *answer)) co_return StoredRecord{id_of(put.key, *answer), false};
  const std::string tag(answer->headers.find("ETag").value_or(""));
  // Ceph 16 knows an entity tag only without its quotes (measured).
  const std::array<std::string, 2> forms{tag, without_quotes(tag)};
  Result<http::Response> written = std::move(answer);
  for (const std::string& form : forms) {
    Call conditional = put;
    conditional.headers.add("If-Match", form);
    written = co_await client_.send(conditional);
    if (!written.ok() || written->status != kPreconditionFailed) break;
  }
  if (!written.ok()) co_return http::lost_exchange(std::move(written).error(), http::Effect::writes);
  if (is_absent(*written)) co_return object_gone();
  if (written->status != kOk) co_return judge(*written, http::Effect::writes);
  co_return StoredRecord{id_of(put.key, *written), false};
}

Task<std::vector<Result<Seen>>> Target::look_up(Records batch) {
  return one_by_one<Seen>(batch, [this](const model::Record& record) { return look_up_one(record); });
}

Task<Result<Seen>> Target::look_up_one(const model::Record& record) {
  const Call head{"HEAD", object_name(options_.storage, record.key)};
  auto answer = co_await client_.send(head);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::reads);
  if (is_absent(*answer)) co_return Seen();
  if (answer->status != kOk) co_return judge(*answer, http::Effect::reads);
  if (!is_of_key(*answer, record.key)) co_return not_ours();
  co_return seen(id_of(head.key, *answer));
}

Task<std::vector<Result<Form>>> Target::read_back(Requests batch, model::Arena& arena) {
  return one_by_one<Form>(batch,
                          [this, &arena](const ReadRequest& request) { return read_one(request, arena); });
}

// A checksum that the store tells is no proof that it looked: the bytes themselves are compared.
Task<Result<Form>> Target::read_one(const ReadRequest& request, model::Arena& arena) {
  const Call get{"GET", object_name(options_.storage, request.record->key), version_query_of(request.id)};
  auto answer = co_await client_.send(get);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::reads);
  if (is_absent(*answer)) co_return Form();
  if (answer->status != kOk) co_return judge(*answer, http::Effect::reads);
  co_return Form(stored_form(*request.record, *answer, options_.storage, arena));
}

Value Target::expected(const model::Record& record, model::Arena& arena) const {
  return expected_form(record, options_.storage, arena);
}

Task<std::vector<Result<void>>> Target::erase(Requests batch) {
  return one_by_one<void>(batch, [this](const ReadRequest& request) {
    return erase_versions(object_name(options_.storage, request.record->key));
  });
}

Task<Result<void>> Target::erase_versions(std::string name) {
  constexpr int kRoundsMax = 20;  // of up to 1,000 versions each
  for (int round = 0; round < kRoundsMax; ++round) {
    const Call list{"GET", {}, "prefix=" + http::percent_encode(name) + "&versions="};
    auto answer = co_await client_.send(list);
    if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::reads);
    if (answer->status == kNotImplemented) {  // a store without versions
      auto erasing = erase_version(name, {});
      co_return co_await std::move(erasing);
    }
    if (answer->status != kOk) co_return judge(*answer, http::Effect::reads);
    const std::vector<Version> versions = versions_of(answer->body.view(), name);
    if (versions.empty()) co_return Result<void>();
    Result<void> outcome;
    for (const Version& version : versions) {
      auto erased = co_await erase_version(name, version.id);
      if (!erased.ok()) outcome = std::move(erased);
    }
    if (!outcome.ok()) co_return outcome;
  }
  co_return transient_error("versions_left",
                            "there are more versions of the object than one erasure removes");
}

// Deleting without a version would only hide the object behind a mark.
Task<Result<void>> Target::erase_version(std::string name, std::string version) {
  Call remove{"DELETE", name, version_query(version)};
  if (options_.lifts_governance) remove.headers.add("x-amz-bypass-governance-retention", "true");
  auto answer = co_await client_.send(remove);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::writes);
  const bool is_done = answer->status == kNoContent || answer->status == kOk || is_absent(*answer);
  if (is_done) co_return Result<void>();
  const Error refusal = judge(*answer, http::Effect::writes);
  const Call head{"HEAD", name, version_query(version)};
  auto object = co_await client_.send(head);
  const auto until = object.ok() ? object->headers.find("x-amz-object-lock-retain-until-date") : std::nullopt;
  if (!until) co_return refusal;
  co_return invalid_error("retained", "the object is locked until " + std::string(until->substr(0, 10)) +
                                          " and cannot be erased before");
}

Task<Result<void>> Target::probe() {
  const Call list{
      "GET", {}, "list-type=2&max-keys=1&prefix=" + http::percent_encode(options_.storage.prefix)};
  auto answer = co_await client_.send(list);
  if (!answer.ok()) co_return http::lost_exchange(std::move(answer).error(), http::Effect::reads);
  if (answer->status != kOk) co_return classify_answer(*answer, http::Effect::reads, clock_.wall_now());
  co_return Result<void>();
}

}  // namespace hub::connectors::s3
