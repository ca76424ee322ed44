// An engine whose tenant may keep delivered cases for some days, and takes late news of them.
#pragma once

#include "tests/core/delivery/engine_bench.hpp"

namespace hub::delivery {

inline constexpr char kKeptMapping[] = R"(mapping: kept
target: memory
records:
  case:
    object: Case
    key: Key
    fields: {Subject: "{{ case.id }}"}
  late:
    object: Note
    key: Key
    late: true
    parent: {record: case, field: Case}
    fields: {Notes: "{{ wrapup.notes }}"}
)";

// One thread, virtual time.
struct KeptBench : EngineBench {
  explicit KeptBench(milliseconds keep = milliseconds(0),
                     const ConnectorTraits& traits = testing::MemoryTarget::default_traits())
      : EngineBench(kKeptMapping, traits, [keep](TenantSetup& tenant) {
          tenant.keep.otherwise.period = keep;
          tenant.allows_updates = true;
        }) {}

  void accept(const std::string& case_id) {
    const auto taken = offer("closed " + case_id, case_id, R"({"case":{"id":")" + case_id + "\"}}");
    BOOST_REQUIRE(taken.ok());
  }
  Task<void> take_news(std::string case_id, bool& taken) {
    const std::string data = R"({"case":{"id":")" + case_id + R"("},"wrapup":{"notes":"late"}})";
    const std::string event_id = "news of " + case_id;
    NewEvent event;
    event.tenant = "acme";
    event.source = "/engage/acme";
    event.event_id = event_id;
    event.case_id = case_id;
    event.data = data;
    event.is_update = true;
    const auto answer = co_await engine->accept(std::move(event));
    taken = answer.ok() && !answer->is_duplicate;
  }
  void accept_news(const std::string& case_id) {
    bool taken = false;
    run(take_news(case_id, taken));
    BOOST_REQUIRE(taken);
  }
  // How many rows changed, or why not.
  std::string set_hold(const std::string& case_id, bool is_held) {
    std::string answer;
    run(set_hold_into(case_id, is_held, answer));
    return answer;
  }
  std::string hold(const std::string& case_id) { return set_hold(case_id, true); }
  std::string release(const std::string& case_id) { return set_hold(case_id, false); }
  void restart() {
    shut_down();
    boot();
  }
  std::string certificates() {
    std::string all;
    const auto views = *database->certificates(-1, 100);
    for (const auto& view : views) {
      const auto at = view.entry.find("\"outcome\":\"") + 11;
      all += view.entry.substr(at, view.entry.find('"', at) - at) + ' ';
    }
    return all;
  }
  std::string last_certificate() {
    return database->certificates(*database->certificate_count() - 2, 10)->back().entry;
  }
  std::string standings() const {
    std::string all;
    for (const CaseView& view : engine->cases({})) all += std::string(to_string(view.standing)) + ' ';
    return all;
  }
  Whereabouts::Place place(const std::string& case_id) const {
    return engine->where_is("acme", case_id)->place;
  }
  // Whether the keys of all that is in the store still open it.
  bool opens_everything() {
    bool opens = true;
    for (const CaseView& view : engine->cases({})) {
      const store::CaseRow rows[] = {view.row};
      const auto contents = *database->load(rows);
      model::Arena arena;
      const std::string_view sealed(contents.at(0).bytes.data(), contents.at(0).bytes.size());
      opens = opens &&
              vault->open_sealed(contents.at(0).key, sealed, bound_to("acme", view.case_ref), arena).ok();
    }
    return opens;
  }

 private:
  Task<void> set_hold_into(std::string case_id, bool is_held, std::string& answer) {
    std::string tenant = "acme";
    auto change = is_held ? engine->hold(std::move(tenant), std::move(case_id))
                          : engine->release(std::move(tenant), std::move(case_id));
    const auto changed = co_await std::move(change);
    answer = changed.ok() ? std::to_string(changed->rows) : changed.error().code;
  }
};

}  // namespace hub::delivery
