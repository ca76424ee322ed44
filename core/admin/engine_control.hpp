// Control over a running engine. One loop's thread; the engine outlives it.
#pragma once

#include <functional>

#include "core/admin/capacity_figures.hpp"
#include "core/admin/control.hpp"
#include "core/admin/engine_figures.hpp"
#include "core/base/metrics.hpp"
#include "core/delivery/engine.hpp"

namespace hub::admin {

class EngineControl final : public Control {
 public:
  struct Parts {
    delivery::Engine& engine;
    delivery::SourceJobs& source;
    Clock& clock;
    std::string version, region, place, backup_place;
    EngineFigures& figures;
    CapacityFigures& capacity;
    std::function<Result<void>()> readiness;
    std::function<std::string(const std::string& tenant, const std::string& target)> connector_of;
    std::function<Task<Result<void>>()> rotate_root;
    std::function<Task<Result<store::Backup>>()> back_up;
    std::function<ProofSession()> proof_session;
    std::string hidden_tenant;                         // whose lanes no operator has to care for
    std::function<std::vector<NodeStatus>()> fleet{};  // empty: the store is shared with nobody
  };
  explicit EngineControl(Parts parts) : parts_(std::move(parts)), started_at_(parts_.clock.wall_now()) {}

  Status status() const override;
  void refresh_figures() override {
    parts_.figures.refresh();
    parts_.capacity.refresh();
  }
  Result<void> readiness() const override { return parts_.readiness(); }
  Task<Result<void>> set_lane_paused(std::string tenant, std::string target, bool paused) override {
    return parts_.engine.pause(std::move(tenant), std::move(target), paused);
  }
  Task<Result<std::size_t>> retry(std::vector<store::DeliveryKey> deliveries,
                                  std::optional<store::MappingVersion> version) override;
  Result<std::string> certificate_key(const std::string& tenant) const override;
  ProofSession proof_session() const override { return parts_.proof_session(); }
  Task<Result<std::vector<delivery::CanaryErasure>>> erase_canary(delivery::NewEvent event) override {
    return parts_.engine.erase_canary(std::move(event));
  }
  Task<Result<void>> rotate_root() override { return parts_.rotate_root(); }
  Task<Result<store::Backup>> back_up() override { return parts_.back_up(); }
  Task<Result<std::size_t>> discard(std::vector<store::DeliveryKey> deliveries) override;
  Task<Result<std::size_t>> retry_platform(std::string tenant) override {
    return parts_.source.retry(std::move(tenant));
  }
  Result<delivery::Whereabouts> where_is(const std::string& tenant,
                                         const std::string& case_id) const override {
    return parts_.engine.where_is(tenant, case_id);
  }
  Task<Result<delivery::HoldChange>> set_hold(std::string tenant, std::string case_id,
                                              bool is_held) override {
    return is_held ? parts_.engine.hold(std::move(tenant), std::move(case_id))
                   : parts_.engine.release(std::move(tenant), std::move(case_id));
  }
  Task<Result<delivery::CaseErasure>> erase_case(delivery::ErasureRequest request) override {
    return parts_.engine.erase_case(std::move(request));
  }
  Task<Result<std::vector<std::string>>> cases_of_session(std::string tenant,
                                                          std::string session_id) override {
    return parts_.engine.cases_of_session(std::move(tenant), std::move(session_id));
  }
  std::vector<delivery::CaseView> cases(const delivery::CaseFilter& filter) const override {
    return parts_.engine.cases(filter);
  }
  Result<model::KeyedHash> case_ref_of(const std::string& tenant, const std::string& case_id) const override {
    return parts_.engine.case_ref_of(tenant, case_id);
  }
  Task<Result<std::vector<delivery::CaseView>>> in_group(std::vector<delivery::CaseView> views,
                                                         std::string group) override {
    return parts_.engine.in_group(std::move(views), std::move(group));
  }
  Task<Result<delivery::KeptCase>> open_kept(std::string tenant, model::KeyedHash case_ref) override {
    return parts_.engine.open_kept(std::move(tenant), case_ref);
  }
  Task<Result<std::size_t>> delete_kept(std::string tenant, model::KeyedHash case_ref) override {
    return parts_.engine.delete_kept(std::move(tenant), case_ref);
  }
  std::optional<store::DeliveryState> state_of(store::DeliveryKey delivery) const override {
    return parts_.engine.state_of(delivery);
  }
  Task<Result<store::Publication>> publish(delivery::MappingProposal proposal) override {
    return parts_.engine.publish(std::move(proposal));
  }
  Task<Result<config::Problems>> check(delivery::MappingProposal proposal) override {
    return parts_.engine.check(std::move(proposal));
  }
  Result<delivery::MappingSite> mapping_site(const std::string& tenant, const std::string& target) override {
    return parts_.engine.mapping_site(tenant, target);
  }
  Task<Result<model::Schema>> describe(std::string tenant, std::string target,
                                       std::set<std::string> objects) override {
    return parts_.engine.describe(std::move(tenant), std::move(target), std::move(objects));
  }
  Task<Result<void>> probe(std::string tenant, std::string target) override {
    return parts_.engine.probe(std::move(tenant), std::move(target));
  }
  Task<Result<store::Publication>> roll_back(std::string tenant, std::string target,
                                             store::MappingVersion version, std::string author) override {
    return parts_.engine.roll_back(std::move(tenant), std::move(target), version, std::move(author));
  }

 private:
  Parts parts_;
  WallTime started_at_;
};

}  // namespace hub::admin
