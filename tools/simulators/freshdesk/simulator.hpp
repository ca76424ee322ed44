// A Freshdesk account in a process: its API v2 with its own limits, lists that show at once and a search that
// lags (freshdesk.md), and a control path that tests and people steer it by. One loop's thread; stop() before
// it dies.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "core/model/json.hpp"
#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/common/listener.hpp"
#include "tools/simulators/common/rest_target.hpp"
#include "tools/simulators/freshdesk/account.hpp"

namespace hub::simulators::freshdesk {

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string client_id = "hub";             // the agent's name
  std::string client_secret = "hub-secret";  // its API key
  bool has_collector = false;                // an administrator made a contact, the first one: 1001
  std::size_t calls_per_minute = 400;        // of a Pro account
  std::size_t lists_per_minute = 100;        // of these, lists of tickets
  milliseconds search_lag{0};                // so long after a change no search shows a ticket
  milliseconds latency{0};                   // of every API call
};

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> start(IoContext& io, Clock& clock, SimulatorSettings settings);

  std::string base_url() const { return listener_.base_url(); }
  Task<void> stop() { return listener_.stop(); }

  Account& account() { return account_; }
  Faults& faults() { return faults_; }
  void reset();

 private:
  struct Call {
    std::string operation;
    std::int64_t id = 0;
    const http::Request& request;
    const RestTarget& target;
    std::vector<Fault> faults;
    model::Value body = {};
    std::vector<File> files = {};
  };

  Simulator(Clock& clock, SimulatorSettings settings);
  Task<http::Response> handle(http::Request request);
  Task<http::Response> api(http::Request request, RestTarget target);
  http::Response run(Call& call);
  http::Response run_on_ticket(Call& call);
  http::Response run_on_contact(Call& call);
  void add_collector();
  std::string state_json();

  // access.cpp
  bool is_authorised(const http::Request& request) const;
  std::optional<http::Response> refuse(const std::vector<Fault>& faults);
  std::optional<http::Response> over_limit(const Call& call);
  http::Response with_limits(http::Response response) const;

  // tickets.cpp
  http::Response create_ticket(Call& call);
  http::Response get_ticket(const Call& call, const Ticket& ticket);
  http::Response list_tickets(const Call& call);
  http::Response search(const Call& call);
  http::Response add_note(Call& call, Ticket& ticket);
  http::Response list_conversations(const Call& call, const Ticket& ticket);
  void write_ticket(const Ticket& ticket, bool has_description, Buffer& out) const;
  // contacts.cpp: contacts, fields and agents
  http::Response list_contacts(const Call& call);
  http::Response ticket_fields() const;

  Clock& clock_;
  SimulatorSettings settings_;
  Account account_;
  Faults faults_;
  model::Arena arena_;
  model::JsonParser parser_;
  bool is_revoked_ = false;
  std::deque<MonotonicTime> credits_, lists_;
  std::size_t last_cost_ = 1;
  std::map<std::string, std::uint64_t> calls_;
  Listener listener_;
};

// {"description":"Validation failed","errors":[...]}, or the words of the whole answer.
http::Response refused(const Refusal& refusal);
// As Freshdesk says that something is not there: no body at all.
http::Response not_found();

void write_contact(const Contact& contact, Buffer& out);
void write_conversation(const Conversation& note, Buffer& out);

// The query's value, or the usual one.
std::string option(const RestTarget& target, const char* name, const std::string& usual = {});
// "per_page" of at most 100, "page" from 1: the slice of `count` rows.
struct Page {
  std::size_t begin = 0, end = 0;
  bool has_next = false;
};
Page page_of(const RestTarget& target, std::size_t count);

// multipart/form-data as the JSON that stands for it, and its files. False when it is none.
bool read_multipart(const http::Request& request, model::Arena& arena, model::Value& body,
                    std::vector<File>& files);

}  // namespace hub::simulators::freshdesk
