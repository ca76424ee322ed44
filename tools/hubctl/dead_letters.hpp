// Dead letters that a command moves: chosen by name or by filter, shown before, moved in small steps so that
// the command shows progress and can be interrupted. One thread.
#pragma once

#include <chrono>
#include <functional>
#include <map>

#include "tools/hubctl/delivery_pages.hpp"

namespace hub::hubctl {

struct ChosenDeliveries {
  std::vector<std::string> ids;
  std::map<std::vector<std::string>, std::size_t> radius;  // by where they go and why they stopped
  Table table = delivery_table();                          // the first of them
};

// A problem with how deliveries are named; empty when there is none.
std::string choice_problem(const Call& call);

// Those the filters choose, as they were at a moment of the hub's clock: "as_of" when it is empty is set to
// now. What changed since then is not among them.
Result<ChosenDeliveries> choose_deliveries(Call& call, std::string& as_of);

// What would be moved, as text or JSON. `verb`: "retried".
void print_dry_run(const Call& call, const ChosenDeliveries& chosen, std::string_view verb);

struct MoveOrder {
  std::string_view operation;                     // "retry"
  std::string_view verb;                          // "retried"
  double per_second = 0;                          // 0: as fast as it goes
  std::optional<std::int64_t> mapping_version{};  // of a retry: mapped with this one
};

struct MoveOutcome {
  std::size_t asked = 0, moved = 0;
  std::optional<Error> error;
  bool is_interrupted = false;
};

// `after_step` is told of the ids of each step that the hub has done.
MoveOutcome move_deliveries(Call& call, const MoveOrder& order, std::span<const std::string> ids,
                            const std::function<void(std::span<const std::string>)>& after_step);

// {"deliveries":["1-1"]}, and "mapping_version" when there is one.
std::string named_body(std::span<const std::string> ids, std::optional<std::int64_t> mapping_version = {});

// Returns early, with false, when the call is interrupted.
bool pause(const Call& call, std::chrono::milliseconds time);

}  // namespace hub::hubctl
