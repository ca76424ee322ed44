// The certificate entry of a case: what was done, where and when, without personal data. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/store/types.hpp"

namespace hub::delivery {

enum class Outcome : std::uint8_t { delivered, expired, discarded, erased, retention_elapsed, refused };
std::string_view to_string(Outcome outcome);

struct TargetCertificate {
  std::string target;
  store::MappingVersion mapping = 0;
  store::MappingVersion accepted_mapping = 0;  // when a person chose another one later; 0: nobody did
  std::string level;  // of the confirmation ladder, see model::Confirmation; "none" when not confirmed
  std::string state;  // "confirmed", or why not
  WallTime at{};
  std::vector<std::string> rules{};  // of the tenant's policy, that allowed the delivery
  std::string redactions{};  // how often which kind of personal data was taken out, as JSON; empty: none was
};

struct CaseCertificate {
  std::string tenant;
  model::KeyedHash case_ref;
  Outcome outcome = Outcome::delivered;
  bool is_update = false;       // news of a case, not the case
  bool is_of_metadata = false;  // the case went before; it says when its metadata did
  WallTime metadata_until{};    // they stay until then, in place of the case; the epoch: nothing stays
  WallTime received{}, settled{};
  // When the epoch that wrapped the case's key is due to be destroyed; the epoch: the key was, at once.
  WallTime key_due{};
  WallTime held_from{}, held_to{};  // a legal hold in the past; the epoch: none
  // Rules of the tenant's policy by what they allowed here: "accept", "store", "process".
  std::vector<std::pair<std::string_view, std::vector<std::string>>> allowed{};
  std::vector<TargetCertificate> targets;
};

// Compact JSON with its members in a fixed order, so that equal certificates are equal bytes.
std::string to_json(const CaseCertificate& certificate);

}  // namespace hub::delivery
