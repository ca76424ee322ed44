// What befell the nodes of a simulated fleet, counted where it really happened: seeds that hold because
// nothing went wrong show nothing. Values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace hub::simulation {

enum class Happening : std::uint8_t {
  killed,
  hung,
  stopped,  // for a rolling restart
  cut_off_from_store,
  cut_off_from_peers,
  cut_off_from_targets,
  store_away,      // for everybody
  slot_file_lost,  // with its machine
  wall_clock_set,
  commit_in_doubt,  // and its node ended of it
  lease_lost,       // by a node that went on running
  buried,           // a node, by another one
  write_refused,    // of a node that was buried
  taken_over,       // a tenant, from a node that was buried or had left
  handed_on,        // a tenant, by the node that had it
  forwarded,        // an event that met another node than the one that took it
};

inline constexpr std::array kHappenings = {"killed",
                                           "hung",
                                           "stopped",
                                           "cut_off_from_store",
                                           "cut_off_from_peers",
                                           "cut_off_from_targets",
                                           "store_away",
                                           "slot_file_lost",
                                           "wall_clock_set",
                                           "commit_in_doubt",
                                           "lease_lost",
                                           "buried",
                                           "write_refused",
                                           "taken_over",
                                           "handed_on",
                                           "forwarded"};

class Tally {
 public:
  void note(Happening what) { ++counts_.at(static_cast<std::size_t>(what)); }
  std::uint64_t operator[](std::size_t what) const { return counts_.at(what); }
  Tally& operator+=(const Tally& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    return *this;
  }
  // As the members of a JSON object.
  std::string json() const {
    std::string text;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      text += (i > 0 ? ",\"" : "\"") + std::string(kHappenings[i]) + "\":" + std::to_string(counts_[i]);
    return text;
  }

 private:
  std::array<std::uint64_t, kHappenings.size()> counts_{};
};

}  // namespace hub::simulation
