// The REST API below /api/v2 as a plain function from call to reply (zendesk.md 2 to 6). One thread; the
// account and the jobs outlive it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/json.hpp"
#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/common/rest_target.hpp"
#include "tools/simulators/zendesk/account.hpp"
#include "tools/simulators/zendesk/budget.hpp"
#include "tools/simulators/zendesk/jobs.hpp"

namespace hub::simulators::zendesk {

struct Call {
  std::string method, base_url, content_type, idempotency_key;
  RestTarget target;  // its segments without "api", "v2" and ".json"
  std::string body;
  std::vector<Fault> faults;

  bool is(std::string_view verb, std::initializer_list<std::string_view> path) const;  // "*": any segment
  std::string query(const std::string& name) const;
};

struct Reply {
  int status = 200;
  Buffer body = {};
  std::vector<std::string> dropped = {};  // keys that were not taken, for the warning
  std::string lookup = {};                // of an idempotency key: "hit" or "miss"
  int retry_after = 0;                    // seconds
};

struct ApiLimits {
  std::int64_t updates_per_ticket = 30;  // in 10 minutes
  std::int64_t updates_per_minute = 100;
  milliseconds list_lag{0};  // how long after its creation no list shows a ticket
};

class Api {
 public:
  Api(Account& account, Jobs& jobs, const Clock& clock, ApiLimits limits);

  // What faults and counters call it: "create_many", "show_many", ...
  static std::string operation_of(const Call& call);
  Reply run(const Call& call);
  void clear();

 private:
  // api.cpp
  Reply tickets(const Call& call);
  Reply create(const Call& call, bool is_import);
  Reply update(const Call& call, Ticket& ticket);
  Reply list(const Call& call);
  Reply show_many(const Call& call);
  Reply comments(const Call& call, const Ticket& ticket);
  Reply job_status(const Call& call);
  Reply redact(const Call& call);
  // api_jobs.cpp
  Reply start_job(const Call& call, std::string type, Jobs::Work work);
  Reply create_many(const Call& call, bool is_import);
  Reply update_many(const Call& call);
  Reply delete_many(const Call& call, bool for_ever);
  Reply write_users(const Call& call);
  // api_people.cpp
  Reply users(const Call& call);
  Reply uploads(const Call& call);
  Reply fields() const;

  std::variant<Ticket*, Refusal> create_one(const model::Value& input, bool is_import, std::size_t index,
                                            const std::vector<Fault>& faults);
  bool delete_one(Id id, bool for_ever);

  struct Remembered {
    std::string body, answer;
    WallTime at{};
  };

  Account& account_;
  Jobs& jobs_;
  const Clock& clock_;
  ApiLimits limits_;
  Budget updates_, updates_of_ticket_;
  std::map<std::string, Remembered> idempotent_;
};

Reply error_reply(int status, std::string_view error, std::string_view description = {});
Reply refused_reply(const Refusal& refusal);
std::vector<Id> ids_of(const std::string& list);

}  // namespace hub::simulators::zendesk
