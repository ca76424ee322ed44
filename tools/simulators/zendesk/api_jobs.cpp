// The calls that are answered with a job.
#include <algorithm>
#include <memory>

#include "tools/simulators/zendesk/api.hpp"
#include "tools/simulators/zendesk/writers.hpp"

namespace hub::simulators::zendesk {

using model::Value;

namespace {

constexpr std::size_t kItemsMax = 100;

// What one item did, as zendesk.md 2.4 has it.
class Results {
 public:
  void created(std::size_t index, Id id) {
    begin("{\"id\":" + std::to_string(id) + ",\"index\":" + std::to_string(index) + "}");
  }
  void updated(Id id) {
    begin("{\"id\":" + std::to_string(id) +
          ",\"action\":\"update\",\"status\":\"Updated\",\"success\":true}");
  }
  void failed(std::size_t index, std::string_view error, std::string_view details) {
    begin("{\"index\":" + std::to_string(index) + ",");
    outcome_.has_failures = true;
    model::write_json_member("error", error, outcome_.results);
    outcome_.results.push_back(',');
    model::write_json_member("details", details, outcome_.results);
    outcome_.results.push_back('}');
  }
  Jobs::Outcome finish() {
    outcome_.results.push_back(']');
    return std::move(outcome_);
  }

 private:
  void begin(const std::string& text) {
    outcome_.results.push_back(outcome_.total++ == 0 ? '[' : ',');
    outcome_.results.append(text);
  }
  Jobs::Outcome outcome_{};
};

Jobs::Outcome all_done(bool has_failures) {
  Jobs::Outcome outcome;
  outcome.results.append(has_failures ? "{\"success\":false}" : "{\"success\":true}");
  outcome.has_failures = has_failures;
  return outcome;
}

}  // namespace

Reply Api::start_job(const Call& call, std::string type, Jobs::Work work) {
  if (jobs_.open() >= Jobs::kOpenMax) {
    Reply reply = error_reply(429, "TooManyJobs",
                              "Too many " + type + " jobs are currently queued or running. Try again later.");
    return reply;
  }
  const std::string id =
      jobs_.start(std::move(type), std::move(work), find_fault(call.faults, "job_stuck") != nullptr);
  jobs_.advance();
  Reply reply;
  reply.body.append(
      "{\"job_status\":{\"id\":\"" + id + "\",\"url\":\"" + call.base_url + "/api/v2/job_statuses/" + id +
      ".json\",\"total\":null,\"progress\":null,\"status\":\"queued\",\"message\":null,\"results\":null}}");
  return reply;
}

Reply Api::create_many(const Call& call, bool is_import) {
  auto arena = std::make_shared<model::Arena>();
  model::JsonParser parser;
  const auto body = parser.parse(call.body, *arena);
  const Value* list = body.ok() ? body->find("tickets") : nullptr;
  if (!list || !list->is_array()) return error_reply(400, "Missing parameter: tickets");
  if (list->as_array().size() > kItemsMax) return error_reply(400, "TooManyTickets", "At most 100 tickets");
  const auto work = [this, arena, items = list->as_array(), is_import, faults = call.faults] {
    Results results;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto made = create_one(items[i], is_import, i, faults);
      if (const auto* refusal = std::get_if<Refusal>(&made)) {
        results.failed(i, "TicketCreateFailed", refusal->text);
      } else {
        results.created(i, std::get<Ticket*>(made)->id);
      }
    }
    return results.finish();
  };
  Reply reply = start_job(call, is_import ? "BulkTicketImportJob" : "BulkCreateTicketJob", work);
  for (const Value& item : list->as_array()) note_dropped_keys(item, is_import, reply.dropped);
  return reply;
}

Reply Api::update_many(const Call& call) {
  auto arena = std::make_shared<model::Arena>();
  model::JsonParser parser;
  const auto body = parser.parse(call.body, *arena);
  const Value* list = body.ok() ? body->find("tickets") : nullptr;
  if (!list || !list->is_array()) return error_reply(400, "Missing parameter: tickets");
  if (list->as_array().size() > kItemsMax) return error_reply(400, "TooManyTickets", "At most 100 tickets");
  return start_job(call, "BulkUpdateTicketJob", [this, arena, items = list->as_array()] {
    Results results;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Id id = id_at(items[i], "id").value_or(0);
      Ticket* ticket = account_.find_ticket(id);
      if (!ticket || ticket->is_deleted) {
        results.failed(i, "TicketNotFound", "Ticket not found");
        continue;
      }
      const auto updated = account_.update_ticket(*ticket, items[i]);
      if (const auto* refusal = std::get_if<Refusal>(&updated)) {
        results.failed(i, "TicketUpdateFailed", refusal->text);
      } else {
        results.updated(id);
      }
    }
    return results.finish();
  });
}

bool Api::delete_one(Id id, bool for_ever) {
  Ticket* ticket = account_.find_ticket(id);
  if (!ticket || (for_ever && !ticket->is_deleted)) return false;
  ticket->is_deleted = true;
  ticket->is_scrubbed = for_ever;
  if (for_ever) {
    ticket->comments.clear();
    ticket->subject = "SCRUBBED";
  }
  return true;
}

Reply Api::delete_many(const Call& call, bool for_ever) {
  return start_job(call, for_ever ? "BulkPermanentDeleteJob" : "BulkDeleteTicketJob",
                   [this, ids = ids_of(call.query("ids")), for_ever] {
                     bool has_failures = false;
                     for (const Id id : ids) has_failures |= !delete_one(id, for_ever);
                     return all_done(has_failures);
                   });
}

Reply Api::write_users(const Call& call) {
  auto arena = std::make_shared<model::Arena>();
  model::JsonParser parser;
  const auto body = parser.parse(call.body, *arena);
  const Value* list = body.ok() ? body->find("users") : nullptr;
  const Value* one = body.ok() ? body->find("user") : nullptr;
  if (one) {
    const auto written = account_.create_or_update_user(*one);
    if (const auto* refusal = std::get_if<Refusal>(&written)) return refused_reply(*refusal);
    const auto& [user, is_new] = std::get<std::pair<User*, bool>>(written);
    Reply reply;
    reply.status = is_new ? 201 : 200;
    reply.body.append("{\"user\":");
    write_user(*user, call.base_url, reply.body);
    reply.body.push_back('}');
    return reply;
  }
  if (!list || !list->is_array()) return error_reply(400, "Missing parameter: users");
  if (list->as_array().size() > kItemsMax) return error_reply(400, "TooManyUsers", "At most 100 users");
  return start_job(call, "UserCreateOrUpdateJob", [this, arena, items = list->as_array()] {
    Results results;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto written = account_.create_or_update_user(items[i]);
      if (const auto* refusal = std::get_if<Refusal>(&written)) {
        results.failed(i, "UserCreateFailed", refusal->text);
      } else {
        results.created(i, std::get<std::pair<User*, bool>>(written).first->id);
      }
    }
    return results.finish();
  });
}

}  // namespace hub::simulators::zendesk
