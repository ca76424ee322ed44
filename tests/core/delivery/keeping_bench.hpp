// An engine whose tenant keeps of delivered cases what a test says, by their types, and can say otherwise
// later.
#pragma once

#include "tests/core/delivery/kept_bench.hpp"

namespace hub::delivery {

inline constexpr char kMarker[] = "said by a visitor";
inline const policy::KeepTerms kMetadata{{policy::Kept::metadata, std::chrono::days(3)}, {}};
inline const policy::KeepTerms kWhole{{policy::Kept::whole, std::chrono::days(3)}, {}};

// One thread, virtual time.
struct KeepingBench : EngineBench {
  explicit KeepingBench(policy::KeepTerms keep)
      : KeepingBench(std::make_shared<policy::KeepTerms>(std::move(keep))) {}

  static std::string data_of(const std::string& case_id, const std::string& type) {
    return R"({"case":{"id":")" + case_id + R"(","channel":"chat")" +
           (type.empty() ? "" : R"(,"type_id":")" + type + '"') + R"(},"visitor":{"name":")" + kMarker +
           R"("},"group":{"id":"G1","name":"Loans"},)" +
           R"("transcript":{"messages":[{"seq":1,"role":"visitor","text":")" + kMarker + "\"}]}}";
  }
  // How it was taken: "taken", "duplicate", with "confirmed" when it passed through; or why not.
  std::string accept(const std::string& case_id, const std::string& type = {}, bool is_update = false) {
    std::string answer;
    run(accept_into(case_id, type, is_update, answer));
    return answer;
  }
  void restart() {
    shut_down();
    boot();
  }
  // The machine stops; it comes up with what the disk kept.
  void crash() {
    disk.crash();
    restart();
  }
  void change(policy::KeepTerms to) {
    *terms_ = std::move(to);
    TenantSetup setup;
    setup.name = "acme";
    setup.keep = *terms_;
    setup.allows_updates = true;
    run(change_into(setup));
    run_for(milliseconds(1));  // a case of the same moment came before
  }
  model::KeyedHash ref(const std::string& case_id) const { return *engine->case_ref_of("acme", case_id); }
  std::string outcomes() {
    std::string all;
    const auto certificates = database->certificates(-1, 100);
    for (const auto& view : *certificates) {
      const auto at = view.entry.find("\"outcome\":\"") + 11;
      all += view.entry.substr(at, view.entry.find('"', at) - at);
      if (view.entry.find("\"metadata_until\"") != std::string::npos) all += "+metadata";
      if (view.entry.find("\"of\":\"metadata\"") != std::string::npos) all += " of metadata";
      all += ", ";
    }
    return all;
  }
  std::string standings() const {
    std::string all;
    for (const CaseView& view : engine->cases({}))
      all += std::string(to_string(view.standing)) + (view.is_of_metadata ? " metadata, " : ", ");
    return all;
  }
  // What a person who may read it is shown, or why nothing.
  std::string read(const std::string& case_id) {
    std::string answer;
    run(read_into(ref(case_id), answer));
    return answer;
  }
  std::string remove(const std::string& case_id) {
    std::string answer;
    run(remove_into(ref(case_id), answer));
    return answer;
  }
  std::string hold(const std::string& case_id, bool is_held) {
    std::string answer;
    run(hold_into(case_id, is_held, answer));
    return answer;
  }
  std::string erase(const std::string& case_id) {
    std::string answer;
    run(erase_into(case_id, answer));
    return answer;
  }
  Whereabouts::Place place(const std::string& case_id) const {
    return engine->where_is("acme", case_id)->place;
  }
  // Everything that any key in the key files still opens.
  std::string all_that_opens() {
    std::string all;
    std::vector<store::LiveCase> rows;
    BOOST_REQUIRE(database->for_each_live([&](const store::LiveCase& row) { rows.push_back(row); }).ok());
    for (const store::LiveCase& row : rows) {
      const store::CaseRow wanted[] = {row.row};
      const auto contents = *database->load(wanted);
      model::Arena arena;
      const std::string_view sealed(contents.at(0).bytes.data(), contents.at(0).bytes.size());
      const auto plain =
          vault->open_sealed(contents.at(0).key, sealed, bound_to("acme", row.case_ref), arena);
      all += plain.ok() ? *plain : "(nothing) ";
    }
    return all;
  }
  std::size_t slots_in_use() {
    std::size_t free = 0;
    std::vector<vault::SealedCase> taken;
    for (;; ++free) {
      auto sealed = vault->seal("x", "acme");
      if (!sealed.ok()) break;
      taken.push_back(std::move(*sealed));
    }
    for (const vault::SealedCase& one : taken) vault->release(one.key.slot);
    return 64 - free;
  }

 private:
  explicit KeepingBench(std::shared_ptr<policy::KeepTerms> terms)
      : EngineBench(kKeptMapping, testing::MemoryTarget::default_traits(),
                    [terms](TenantSetup& tenant) {
                      tenant.keep = *terms;
                      tenant.allows_updates = true;
                    }),
        terms_(std::move(terms)) {}

  Task<void> accept_into(std::string case_id, std::string type, bool is_update, std::string& answer) {
    const std::string data = is_update ? R"({"case":{"id":")" + case_id + R"("},"wrapup":{"notes":"late"}})"
                                       : data_of(case_id, type);
    const std::string event_id =
        (is_update ? "news " + std::to_string(++news_) + " of " : "closed ") + case_id;
    NewEvent event;
    event.tenant = "acme";
    event.source = "/engage/acme";
    event.event_id = event_id;
    event.case_id = case_id;
    event.case_type = type;
    event.data = data;
    event.is_update = is_update;
    const auto taken = co_await engine->accept(std::move(event));
    answer = !taken.ok() ? taken.error().code : taken->is_duplicate ? "duplicate" : "taken";
    if (taken.ok() && taken->is_confirmed) answer += ", confirmed";
  }
  Task<void> change_into(const TenantSetup& setup) {
    auto changing = engine->change_tenant(setup);
    const auto changed = co_await std::move(changing);
    BOOST_REQUIRE(changed.ok());
  }
  Task<void> read_into(model::KeyedHash case_ref, std::string& answer) {
    std::string tenant = "acme";
    auto opening = engine->open_kept(std::move(tenant), case_ref);
    const auto kept = co_await std::move(opening);
    answer = kept.ok() ? (kept->is_of_metadata ? "metadata " : "") + std::string(kept->document.view())
                       : kept.error().code;
  }
  Task<void> remove_into(model::KeyedHash case_ref, std::string& answer) {
    std::string tenant = "acme";
    auto removing = engine->delete_kept(std::move(tenant), case_ref);
    const auto removed = co_await std::move(removing);
    answer = removed.ok() ? std::to_string(*removed) : removed.error().code;
  }
  Task<void> hold_into(std::string case_id, bool is_held, std::string& answer) {
    std::string tenant = "acme";
    auto change = is_held ? engine->hold(std::move(tenant), std::move(case_id))
                          : engine->release(std::move(tenant), std::move(case_id));
    const auto changed = co_await std::move(change);
    answer = changed.ok() ? std::to_string(changed->rows) : changed.error().code;
  }
  Task<void> erase_into(std::string case_id, std::string& answer) {
    ErasureRequest request;
    request.tenant = "acme";
    request.case_id = std::move(case_id);
    auto erasing = engine->erase_case(std::move(request));
    const auto erased = co_await std::move(erasing);
    answer = erased.ok() ? std::to_string(erased->rows) : erased.error().code;
  }

  std::shared_ptr<policy::KeepTerms> terms_;
  int news_ = 0;
};

}  // namespace hub::delivery
