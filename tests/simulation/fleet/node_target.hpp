// A node's end of the line to a target, as hubd's HTTP client is one: nothing leaves once the lease is over,
// and what is under way then, or when the node hangs or is cut off, is given up. It dies with the engine, the
// target does not. The loop's thread of the node.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "core/delivery/connector.hpp"
#include "core/fleet/lease.hpp"
#include "tests/simulation/targets.hpp"

namespace hub::simulation {

// What a start of a node has sent to targets and was not answered yet.
class UnderWay {
 public:
  explicit UnderWay(Targets& targets) : targets_(targets) {}

  std::uint64_t leave(std::size_t which, std::span<const model::Record> batch, MonotonicTime now);
  // It is at its target. False: it was given up meanwhile.
  bool arrive(std::uint64_t request);
  // Nobody waits for its answer any more; the target may still store it, as late as if it had just left.
  void give_up(std::uint64_t request, MonotonicTime now);
  void give_all_up(MonotonicTime now);

 private:
  struct Request {
    std::size_t which;
    MonotonicTime left_at;
    std::vector<testing::MemoryTarget::Writing> batch;
  };
  Targets& targets_;
  std::map<std::uint64_t, Request> requests_;
  std::uint64_t last_ = 0;
};

class NodeTarget final : public delivery::Connector {
 public:
  struct Parts {
    Targets& targets;
    std::size_t which;
    UnderWay& under_way;
    const fleet::Lease& lease;
    Clock& clock;
    const bool& is_cut_off;         // from targets
    std::function<void()> on_call;  // something leaves for the target
  };
  explicit NodeTarget(Parts parts) : parts_(std::move(parts)), target_(parts_.targets.all()[parts_.which]) {}

  const delivery::ConnectorTraits& traits() const override { return target_->traits(); }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Result<delivery::StoredRecord>>> write(std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<delivery::StoredRecord>>>> look_up(
      std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::vector<delivery::ExistingRecord>>>> find_existing(
      std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<model::Value>>>> read_back(
      std::span<const delivery::ReadRequest> batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override {
    return target_->expected(record, arena);
  }
  Task<std::vector<Result<void>>> erase(std::span<const delivery::ReadRequest> batch) override;
  Task<Result<void>> probe() override { return target_->probe(); }
  bool suggests_drift(const Error& error) const override { return target_->suggests_drift(error); }

 private:
  // Why nothing can leave now. Otherwise it does.
  std::optional<Error> refusal() const;
  // A request that only reads, there or back: nothing, or why it fails.
  Task<std::optional<Error>> travel();

  Parts parts_;
  std::shared_ptr<testing::MemoryTarget> target_;
};

}  // namespace hub::simulation
