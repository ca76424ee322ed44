// What the engine keeps of each tenant, lane and waiting caller. Private to the engine.
#pragma once

#include "core/delivery/engine.hpp"

namespace hub::delivery {

struct Engine::Tenant {
  std::string name;
  store::TenantId id = 0;
  std::chrono::milliseconds max_hold{};
  std::int64_t tombstone_days = 0, session_days = 0;
  milliseconds settle_window{0};
  bool allows_updates = false;
  bool is_leaving = false;
  bool is_moving = false;  // to another node
  milliseconds keep_delivered{0};
  LockedMemory id_key_memory{32};  // with it, who knows a case id finds its references
  std::vector<store::LaneId> lanes;

  model::HashKey id_key() const { return id_key_memory.bytes().first<32>(); }
};

struct Engine::LaneParts {
  Tenant* tenant = nullptr;
  std::string target, mapping_file;
  store::LaneId id = 0;
  bool required = true;
  std::optional<model::DataClass> max_class;
  model::Confirmation confirmation = model::Confirmation::read_back;
  std::shared_ptr<const redaction::Profile> redaction;
  policy::TermsHistory terms;
  policy::Refusal refusal;
  std::shared_ptr<const mapping::CaseClasses> classes;
  store::Publication current;  // for new cases
  std::uint64_t taken = 0;     // deliveries since start()
  std::vector<std::string> drift;
  // Versions whose records the target would refuse, and why: their cases wait.
  std::map<store::MappingVersion, std::string> blocked;
  std::optional<Event> look_again, watch_ended;
  bool is_leaving = false;
  std::unique_ptr<Connector> connector;
  std::map<store::MappingVersion, std::shared_ptr<const mapping::Mapping>> mappings;
  std::optional<MatchClaims> claims;
  std::optional<Doubts> doubts;
  std::unique_ptr<Lane> lane;
};

// A tenant that is not in use yet.
struct Engine::Newcomer {
  std::unique_ptr<Tenant> tenant;
  std::unique_ptr<SourcePlatform> platform;
  std::vector<std::unique_ptr<LaneParts>> lanes;
};

// A case that passes through. Its row is below 0, for the store knows nothing of it.
struct Engine::Passing {
  Passing(Buffer whole, Executor executor) : document(std::move(whole)), changed(executor) {}
  Buffer document;
  std::optional<Error> refusal;  // a required target does not take it
  Event changed;                 // a batch with it has ended
};

struct Engine::SettleWait {
  explicit SettleWait(Executor executor) : done(executor) {}
  Event done;
  std::string certificate;
};

}  // namespace hub::delivery
