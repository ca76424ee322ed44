// Target: workitems (genesys.md 7), which carry our key as their external tag. Genesys lets two have the same
// one, so each is looked for before it is made.
#include "connectors/genesys/target.hpp"
#include "connectors/shared/members.hpp"

namespace hub::connectors::genesys {

using model::Record;
using model::Value;

Task<Written> Target::write_workitem_of(const Record& record) {
  if (options_.worktype_id.empty())
    co_return config_error("workitems need the setting 'worktype_id': the worktype that they are made of");
  const auto contact = co_await contact_of(record);
  if (!contact.ok()) co_return contact.error();
  if (contact->empty() && !record.parent_key.empty()) co_return parent_missing("contact");
  model::Arena arena;
  std::string id(record.target_id);
  if (id.empty()) {
    const auto found = co_await find_workitem(record.key, arena);
    if (!found.ok()) co_return found.error();
    if (*found) id = (*found)->text_at("id");
  }
  WorkitemInput input;
  input.contact_id = *contact;
  if (id.empty()) {
    input.type_id = options_.worktype_id;
    input.key = record.key;
    input.ends_at = std::chrono::duration_cast<std::chrono::seconds>(
                        (clock_.wall_now() + options_.workitem_life).time_since_epoch())
                        .count();
  }
  // Whom a workitem of somebody else is about is not for the hub to say.
  if (!record.target_id.empty() && record.parent_id.empty()) input.contact_id = {};
  Buffer body;
  write_workitem(record.fields, input, body);
  auto sending = id.empty() ? client_.create_workitem(std::move(body), arena)
                            : client_.change_workitem(id, std::move(body), arena);
  const auto answer = co_await std::move(sending);
  if (!answer.ok() && !id.empty() && is_missing(answer.error())) co_return gone_meanwhile("workitem");
  if (!answer.ok()) co_return answer.error();
  const bool is_new = id.empty();
  if (is_new) id = answer->text_at("id");
  co_return written(std::move(id), is_new);
}

// A page may be empty although more follow: only the end of the cursor says that there are none.
Task<Result<Form>> Target::find_workitem(std::string_view key, model::Arena& arena) {
  constexpr int kPagesMax = 200;
  Form found;
  std::string after;
  for (int page = 0; page < kPagesMax; ++page) {
    Buffer query;
    write_query(options_.worktype_id, key, after, query);
    const auto answer = co_await client_.query_workitems(std::move(query), arena);
    if (!answer.ok()) co_return answer.error();
    for (const Value& workitem : list_at(*answer, "entities")) {
      if (workitem.text_at("externalTag") != key) continue;
      if (found && found->text_at("id") != workitem.text_at("id"))
        co_return invalid_error("several_workitems",
                                "Genesys Cloud holds several workitems of one key: delete all but one");
      found = workitem;
    }
    after = answer->text_at("after");
    if (after.empty()) co_return found;
  }
  co_return transient_error("too_many_pages", "Genesys Cloud's list of workitems does not end");
}

}  // namespace hub::connectors::genesys
