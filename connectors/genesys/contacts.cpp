// Target: contacts (genesys.md 6.1, 6.5), and what the hub needs to be there before it writes any.
#include "connectors/genesys/target.hpp"
#include "connectors/shared/members.hpp"
#include "core/http/poll.hpp"

namespace hub::connectors::genesys {

using delivery::StoredRecord;
using model::Record;
using model::Value;

namespace {

bool is_curated(const Value& contact) {
  return contact.text_at("type") == kCurated;
}

}  // namespace

Task<Result<void>> Target::check_source() {
  constexpr int kPagesMax = 50;
  std::string after;
  for (int page = 0; page < kPagesMax; ++page) {
    model::Arena arena;
    const auto answer = co_await client_.external_sources(after, arena);
    if (!answer.ok()) co_return answer.error();
    for (const Value& source : list_at(*answer, "entities")) {
      if (source.text_at("id") != options_.external_source_id) continue;
      if (flag_at(source, "active")) co_return Result<void>();
      co_return config_error("the external source of 'external_source_id' is not active: activate it");
    }
    const Value* cursors = answer->find("cursors");
    after = cursors ? cursors->text_at("after") : std::string_view();
    if (after.empty()) break;
  }
  co_return config_error(
      "Genesys Cloud has no external source with the id of 'external_source_id': make one as `target setup` "
      "prints it, and set its id");
}

Task<Result<void>> Target::check_collector() {
  if (options_.collector_contact.empty()) co_return Result<void>();
  model::Arena arena;
  const auto contact = co_await client_.contact(options_.collector_contact, arena);
  if (!contact.ok() && is_missing(contact.error())) {
    co_return config_error(
        "Genesys Cloud has no contact with the id of 'collector_contact', or it is in a division that the "
        "OAuth client has no role in");
  }
  if (!contact.ok()) co_return contact.error();
  if (is_curated(*contact)) co_return Result<void>();
  co_return config_error(
      "the contact of 'collector_contact' is not curated: what is not goes away, with its "
      "notes; promote it");
}

Task<Written> Target::write_contact_of(const Record& record) {
  if (!record.target_id.empty()) {
    const std::string id(record.target_id);
    co_return co_await keep(id);
  }
  Buffer body;
  write_contact(record.key, record.fields, options_.external_source_id, body);
  model::Arena arena;
  const auto answer = co_await client_.enrich(std::move(body), false, arena);
  if (!answer.ok()) co_return answer.error();
  co_return written(std::string(answer->text_at("id")), true);
}

// What somebody else holds about a person is not overwritten by what a visitor typed: the contact is only
// made to stay.
Task<Written> Target::keep(const std::string& contact_id) {
  model::Arena arena;
  auto answer = co_await client_.contact(contact_id, arena);
  if (answer.ok() && !is_curated(*answer)) answer = co_await client_.promote(contact_id, arena);
  if (answer.ok()) co_return StoredRecord{contact_id, false};
  if (is_missing(answer.error())) co_return gone_meanwhile("contact");
  co_return answer.error();
}

Task<Result<Form>> Target::find_contact(std::string_view type, std::string_view value, model::Arena& arena) {
  Buffer identifier;
  write_identifier(type, value, options_.external_source_id, identifier);
  const auto answer = co_await client_.find_contact(std::move(identifier), arena);
  // A text that is no address or number is nobody's.
  if (!answer.ok() && (is_missing(answer.error()) || answer.error().kind == ErrorKind::invalid))
    co_return Form();
  if (!answer.ok()) co_return answer.error();
  co_return answer->text_at("id").empty() ? Form() : Form(*answer);
}

Task<Result<void>> Target::erase_person(const std::string& contact_id) {
  Buffer body;
  write_erasure(contact_id, body);
  model::Arena arena;
  const auto asked = co_await client_.request_erasure(std::move(body), arena);
  if (!asked.ok()) co_return asked.error();
  const std::string id(asked->text_at("id"));
  if (id.empty()) co_return http::unreadable_answer(http::Effect::writes);
  std::function<Task<Result<std::optional<bool>>>()> ask = [this,
                                                            &id]() -> Task<Result<std::optional<bool>>> {
    model::Arena scratch;
    const auto request = co_await client_.erasure(id, scratch);
    if (!request.ok()) co_return request.error();
    const std::string_view status = request->text_at("status");
    if (status == "ERROR")
      co_return invalid_error("erasure_failed",
                              "Genesys Cloud could not carry out its GDPR request: see there");
    co_return status == "COMPLETED" ? std::optional(true) : std::optional<bool>();
  };
  auto polling = http::poll<bool>(clock_, http::PollPace(), std::move(ask));
  const auto done = co_await std::move(polling);
  if (!done.ok()) co_return done.error();
  if (done->has_value()) co_return Result<void>();
  co_return transient_error("erasure_pending", "Genesys Cloud has not carried out its GDPR request yet");
}

}  // namespace hub::connectors::genesys
