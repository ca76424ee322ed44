// Engine: which mapping new cases get, and how that changes.
#include <algorithm>

#include "core/base/sha256.hpp"
#include "core/delivery/describe.hpp"
#include "core/delivery/engine_parts.hpp"
#include "core/delivery/policy_refusal.hpp"
#include "core/mapping/tools/publishing.hpp"

namespace hub::delivery {

using store::Publication;
using store::PublicationOrigin;

namespace {

// Far more than a target sees in its life, and a few megabytes to read at start.
constexpr std::uint32_t kPublicationsMax = 10'000;
constexpr std::size_t kVersionsMax = 500;  // compiled at once, of a lane

// Whether the configuration published this text last.
bool is_known_file(const std::vector<Publication>& published, const std::string& text) {
  const auto last = std::ranges::find(published, PublicationOrigin::configuration, &Publication::origin);
  return last != published.end() && last->sha256 == sha256_hex(text);
}

store::NewPublication publication_of(store::LaneId lane, const std::string& name, const std::string& text) {
  return {lane, name, text, PublicationOrigin::configuration, "configuration"};
}

// What is at the target right now, or has been proven there, was made with the version it has.
bool may_be_remapped(store::DeliveryState state) {
  using store::DeliveryState;
  return state == DeliveryState::pending || state == DeliveryState::retrying ||
         state == DeliveryState::unknown || state == DeliveryState::dead_letter;
}

}  // namespace

// What a person published stands until the file itself changes: a restart must not take it back.
Result<void> Engine::open_mapping(LaneParts& lane, const std::string& text) {
  config::Problems problems;
  auto mapping = mapping::Mapping::compile(text, lane.mapping_file, problems);
  if (!mapping) return config_error(config::all_texts(problems));
  const auto published = parts_.database.publications(lane.tenant->name, lane.target, kPublicationsMax);
  if (!published.ok()) return published.error();
  if (!is_known_file(*published, text)) {
    const auto made = publish_file(lane, mapping->name(), text);
    if (!made.ok()) return made.error();
    make_current(lane, *made, std::move(mapping));
    return {};
  }
  lane.current = published->front();
  return load_version(lane, lane.current.version);
}

Result<Publication> Engine::publish_file(const LaneParts& lane, const std::string& name,
                                         const std::string& text) {
  store::WriteGroup group;
  group.publications.push_back(publication_of(lane.id, name, text));
  group.now = parts_.clock.wall_now();
  const auto committed = parts_.database.commit(group);
  if (!committed.ok()) return committed.error();
  return committed->publications.front();
}

Task<Result<void>> Engine::follow_file(LaneParts& lane, std::string text) {
  config::Problems problems;
  auto mapping = mapping::Mapping::compile(text, lane.mapping_file, problems);
  if (!mapping) co_return config_error(config::all_texts(problems));
  auto read = [&lane](store::Database& database) {
    return database.publications(lane.tenant->name, lane.target, kPublicationsMax);
  };
  const auto published = co_await parts_.outbox.read(read);
  if (!published.ok()) co_return published.error();
  if (is_known_file(*published, text)) {
    if (published->front().number > lane.current.number) lane.current = published->front();
    auto fetching = fetch_version(lane, lane.current.version);
    co_return co_await std::move(fetching);
  }
  store::NewPublication publication = publication_of(lane.id, mapping->name(), text);
  const auto made = co_await parts_.outbox.publish(std::move(publication));
  if (!made.ok()) co_return made.error();
  make_current(lane, *made, std::move(mapping));
  co_return Result<void>();
}

Result<void> Engine::load_version(LaneParts& lane, store::MappingVersion version) {
  if (lane.mappings.contains(version)) return {};
  const auto text = parts_.database.mapping_text(version);
  if (!text.ok()) return text.error();
  return know_text(lane, version, *text);
}

Result<void> Engine::know_text(LaneParts& lane, store::MappingVersion version, const std::string& text) {
  config::Problems problems;
  auto mapping = mapping::Mapping::compile(text, lane.mapping_file, problems);
  if (!mapping)
    return config_error("an older mapping version no longer compiles: " + problems.front().text());
  lane.mappings.try_emplace(version, std::move(mapping));
  return {};
}

// A case is delivered with the version that was current when it was accepted, also after a restart.
Result<const mapping::Mapping*> Engine::mapping_of(LaneParts& lane, store::MappingVersion version) {
  if (const auto found = lane.mappings.find(version); found != lane.mappings.end())
    return found->second.get();
  return invalid_error("mapping_version", "the mapping version of this case is not in the store");
}

Task<Result<Publication>> Engine::publish(MappingProposal proposal) {
  const auto lane = find_lane(proposal.tenant, proposal.target);
  if (!lane.ok()) co_return lane.error();
  co_return co_await publish(**lane, std::move(proposal), PublicationOrigin::published);
}

Task<Result<std::string>> Engine::published_text(const LaneParts& lane, store::MappingVersion version) {
  auto read = [&lane](store::Database& database) {
    return database.publications(lane.tenant->name, lane.target, kPublicationsMax);
  };
  const auto published = co_await parts_.outbox.read(read);
  if (!published.ok()) co_return published.error();
  if (std::ranges::find(*published, version, &Publication::version) == published->end())
    co_return invalid_error("unknown_version", "this version was never published for this target");
  auto read_text = [version](store::Database& database) { return database.mapping_text(version); };
  co_return co_await parts_.outbox.read(read_text);
}

Task<Result<Publication>> Engine::roll_back(std::string tenant, std::string target,
                                            store::MappingVersion version, std::string author) {
  const auto lane = find_lane(tenant, target);
  if (!lane.ok()) co_return lane.error();
  auto text = co_await published_text(**lane, version);
  if (!text.ok()) co_return text.error();
  MappingProposal proposal{std::move(tenant), std::move(target), "version " + std::to_string(version),
                           std::move(*text), std::move(author)};
  co_return co_await publish(**lane, std::move(proposal), PublicationOrigin::rolled_back);
}

Task<Result<void>> Engine::fetch_version(LaneParts& lane, store::MappingVersion version) {
  if (lane.mappings.contains(version)) co_return Result<void>();
  const auto text = co_await published_text(lane, version);
  if (!text.ok()) co_return text.error();
  co_return know_text(lane, version, *text);
}

Task<Result<void>> Engine::remap(std::vector<store::DeliveryKey> deliveries, store::MappingVersion version) {
  for (const store::DeliveryKey& key : deliveries) {
    if (!book_.find(key)) continue;
    const auto fetched = co_await fetch_version(*lanes_.at(key.lane), version);
    if (!fetched.ok()) co_return fetched.error();
  }
  std::vector<store::Remapping> remappings;
  std::vector<store::LiveDelivery> before;
  for (const store::DeliveryKey& key : deliveries) {
    store::LiveDelivery* delivery = book_.find(key);
    if (!delivery || delivery->mapping == version || !may_be_remapped(delivery->state)) continue;
    before.push_back(*delivery);
    remappings.push_back({key, version});
    // At once: whoever takes it from now on maps it with the new version.
    if (delivery->notes->accepted_mapping == 0) delivery->notes.own().accepted_mapping = delivery->mapping;
    delivery->mapping = version;
  }
  if (remappings.empty()) co_return Result<void>();
  const std::vector<store::Remapping> made = remappings;
  const auto done = co_await parts_.outbox.remap(std::move(remappings));
  if (done.ok()) co_return Result<void>();
  for (std::size_t i = 0; i < made.size(); ++i) {
    store::LiveDelivery* delivery = book_.find(made[i].delivery);
    if (!delivery) continue;
    delivery->mapping = before[i].mapping;
    delivery->notes.own().accepted_mapping = before[i].notes->accepted_mapping;
  }
  co_return done.error();
}

Task<Result<Publication>> Engine::publish(LaneParts& lane, MappingProposal proposal,
                                          PublicationOrigin origin) {
  if (sha256_hex(proposal.text) == lane.current.sha256) co_return lane.current;
  if (lane.mappings.size() >= kVersionsMax)
    co_return invalid_error("limit", "too many versions since the start: restart the hub before the next");
  mapping::PublishRules rules = rules_of(lane);
  const auto schema = co_await describe_objects(*lane.connector, mapping::objects_in(proposal.text));
  // A target that is away does not keep a mapping from being repaired.
  if (schema.ok()) rules.schema = &*schema;
  config::Problems problems = mapping::publish_problems(proposal.text, proposal.file, rules);
  if (!problems.empty()) co_return invalid_error("mapping_refused", config::all_texts(problems));
  auto mapping = mapping::Mapping::compile(proposal.text, proposal.file, problems);
  if (!mapping) co_return invalid_error("mapping_refused", config::all_texts(problems));
  if (auto checked = check_late_news(*lane.tenant, *mapping); !checked.ok())
    co_return std::move(checked).error();
  store::NewPublication publication{lane.id, mapping->name(), std::move(proposal.text), origin,
                                    std::move(proposal.author)};
  const auto made = co_await parts_.outbox.publish(std::move(publication));
  if (!made.ok()) co_return made.error();
  make_current(lane, *made, std::move(mapping));
  lane.look_again->set();
  co_return *made;
}

mapping::PublishRules Engine::rules_of(const LaneParts& lane) const {
  mapping::PublishRules rules;
  rules.target_kind = lane.mappings.at(lane.current.version)->target_kind();
  rules.max_class =
      publishable_class(lane.max_class, lane.terms.empty() ? nullptr : &lane.terms.now(), lane.refusal);
  rules.classes = lane.classes.get();
  return rules;
}

Task<Result<config::Problems>> Engine::check(MappingProposal proposal) {
  const auto found = find_lane(proposal.tenant, proposal.target);
  if (!found.ok()) co_return found.error();
  LaneParts& lane = **found;
  mapping::PublishRules rules = rules_of(lane);
  const auto schema = co_await describe_objects(*lane.connector, mapping::objects_in(proposal.text));
  if (!schema.ok()) co_return schema.error();
  rules.schema = &*schema;
  co_return mapping::publish_problems(proposal.text, proposal.file, rules);
}

Result<MappingSite> Engine::mapping_site(std::string_view tenant, std::string_view target) {
  const auto lane = find_lane(tenant, target);
  if (!lane.ok()) return lane.error();
  return MappingSite{(*lane)->mapping_file, rules_of(**lane), (*lane)->redaction,
                     (*lane)->refusal.action == policy::RefusalAction::redact,
                     limit_of(**lane, parts_.clock.wall_now())};
}

Task<Result<model::Schema>> Engine::describe(std::string tenant, std::string target,
                                             std::set<std::string> objects) {
  const auto lane = find_lane(tenant, target);
  if (!lane.ok()) co_return lane.error();
  co_return co_await describe_objects(*(*lane)->connector, std::move(objects));
}

Task<Result<void>> Engine::probe(std::string tenant, std::string target) {
  const auto lane = find_lane(tenant, target);
  if (!lane.ok()) co_return lane.error();
  co_return co_await (*lane)->connector->probe();
}

void Engine::make_current(LaneParts& lane, const Publication& publication,
                          std::shared_ptr<const mapping::Mapping> mapping) {
  // Records of a batch under way point into a version, and a case on its way to the disk names one: what is
  // known stays, and stays where it is.
  lane.mappings.try_emplace(publication.version, std::move(mapping));
  if (publication.number > lane.current.number) lane.current = publication;
}

}  // namespace hub::delivery
