// Rows whose every value follows from a number.
#pragma once

#include <cstring>
#include <string>

#include "core/store/types.hpp"

namespace hub::testing {

inline model::KeyedHash hash_of(std::uint64_t number) {
  model::KeyedHash hash;
  std::memcpy(hash.bytes.data(), &number, sizeof number);
  return hash;
}

inline store::NewCase plain_case(std::uint32_t number) {
  store::NewCase made;
  made.tenant = 1;
  made.case_ref = hash_of(100 + number);
  made.event_ref = hash_of(200 + number);
  made.fingerprint = hash_of(300 + number);
  made.sealed.key.slot = number;
  const std::string sealed = "sealed " + std::to_string(number);
  made.sealed.content.assign(sealed.begin(), sealed.end());
  made.received_at = WallTime(milliseconds(1000 + number));
  made.hold_until = WallTime(milliseconds(9000 + number));
  return made;
}

inline store::Settlement plain_settlement(store::CaseRow row, std::uint32_t number) {
  store::Settlement settlement;
  settlement.row = row;
  settlement.slot = number;
  settlement.case_ref = hash_of(100 + number);
  settlement.event_ref = hash_of(200 + number);
  settlement.fingerprint = hash_of(300 + number);
  settlement.tenant = 1;
  settlement.day = 20'000 + number;
  settlement.certificate = "{\"certificate\":" + std::to_string(number) + "}";
  return settlement;
}

}  // namespace hub::testing
