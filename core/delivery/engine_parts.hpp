// What the engine keeps of each lane and waiting caller. Private to the engine.
#pragma once

#include "core/delivery/engine.hpp"

namespace hub::delivery {

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
  bool begins_paused = false;  // by hand, on this node or another
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
