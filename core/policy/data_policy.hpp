// A tenant's policy as people write it: places, and rules that allow operations there. What no rule allows is
// denied. Plain values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/config/problem.hpp"
#include "core/config/spec.hpp"
#include "core/config/yaml.hpp"
#include "core/model/data_class.hpp"
#include "core/policy/refusal.hpp"

namespace hub::policy {

enum class Operation : std::uint8_t {
  accept,   // the front door takes it in
  store,    // kept on disk, sealed
  process,  // opened and mapped
  deliver,  // sent to a target
  log,      // told in the node's log: events, states and names, never content
  backup,   // copied with the store, sealed and without keys
};
constexpr std::size_t kOperations = 6;
// "accept", "store", ...
std::string_view to_string(Operation operation);

constexpr std::string_view kAnyPlace = "*";

// Where something is done. The hub compares names; the rest tells people, and `hosts` and `regions` bind what
// stands there.
struct Place {
  std::string name, country, legal_zone, provider, run_by;
  std::vector<std::string> hosts;    // that targets here may be reached at: "api.us.example", "*.us.example"
  std::vector<std::string> regions;  // that targets here may claim in their settings: "us-east-1"
};

// Sets as bits, in the order of the enumerations.
using ClassBits = std::uint8_t;
using OperationBits = std::uint8_t;
constexpr ClassBits kAllClasses = 0b1111;
constexpr ClassBits bit_of(model::DataClass data_class) {
  return static_cast<ClassBits>(1u << static_cast<unsigned>(data_class));
}
constexpr OperationBits bit_of(Operation operation) {
  return static_cast<OperationBits>(1u << static_cast<unsigned>(operation));
}

// Allows its operations with its classes in its places.
struct Rule {
  std::string id;
  ClassBits classes = 0;
  OperationBits operations = 0;
  std::vector<std::string> places;    // kAnyPlace: everywhere
  std::vector<std::string> targets;   // deliver: these only; empty: any of the tenant's
  std::vector<std::string> redacted;  // deliver: to targets that never get these kinds of personal data
  bool pinned = false;                // deliver: to targets that are pinned to hosts
  std::string legal_basis;            // a word for people and certificates: "DPF", "SCC-4"
  std::optional<WallTime> valid_until;

  bool names_place(std::string_view place) const;
};

struct DataPolicy {
  std::vector<Place> places;
  std::vector<Rule> rules;
  Refusal refusal;
  bool is_built_in = false;  // the tenant wrote none

  const Place* find_place(std::string_view name) const;
};

// For a tenant that writes none: everything in the place that is called as its region, and to each of its
// targets what that target's max_class lets it see, wherever it stands.
DataPolicy built_in_policy(const std::string& region);

// Reads a `policy` node. Every problem at once, with its place.
DataPolicy read_data_policy(const config::Node& node, config::Problems& problems);

}  // namespace hub::policy
