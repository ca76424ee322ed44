// Makes cases up, the same ones from the same seed: every field of the case model, every channel, several
// tenants, odd texts, one to two thousand messages, missing closers, late wrap-ups. One thread.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "tools/simulators/engage/dice.hpp"

namespace hub::simulators::engage {

struct GeneratedAttachment {
  std::string id, bytes;
};

struct GeneratedEvent {
  std::string id, source, type, case_id, time;
  std::string data;  // JSON
  std::vector<GeneratedAttachment> attachments;

  // The event in structured form.
  std::string text() const;
  // As above with `dataref` instead of data.
  std::string thin_text(const std::string& dataref) const;
};

struct GeneratorSettings {
  std::uint64_t seed = 1;
  std::vector<std::string> sources{"/engage/us/acme"};  // one for each tenant; they take turns
  // Where attachments are to be fetched, "http://127.0.0.1:9000/api/v1"; empty: their bytes are in the event.
  std::string attachments_url = {};
  std::int64_t messages_max = 2'000;
  bool makes_updates = true;  // late wrap-ups and surveys as events of their own
  WallTime start{std::chrono::milliseconds(1'793'600'000'000)};  // 2026-11-02, when the first case is closed
};

class CaseGenerator {
 public:
  explicit CaseGenerator(GeneratorSettings settings);

  GeneratedEvent next();

 private:
  struct Pending {
    std::uint64_t due;
    GeneratedEvent event;
  };
  GeneratedEvent make_case();
  GeneratedEvent make_update(const GeneratedEvent& closed, WallTime at);

  GeneratorSettings settings_;
  Dice dice_;
  std::uint64_t events_ = 0;
  std::uint64_t cases_ = 0;
  std::deque<Pending> updates_;
};

}  // namespace hub::simulators::engage
