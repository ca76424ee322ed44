// The certificate log as hubctl reads it: from the hub, or from a folder that somebody copied, under a key
// that the caller pins or, failing that, the one that comes with the log. One thread.
#pragma once

#include "core/certificates/log_reader.hpp"
#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

// The options that say where the log is and whose it is, for every command that reads it.
std::vector<Option> log_options(std::vector<Option> more);

struct LogKey {
  certificates::VerifierKey key;
  bool is_pinned = false;  // otherwise it proves only that the log agrees with itself
};
Result<LogKey> log_key(Call& call);
Result<certificates::LogReader> open_log(Call& call, const LogKey& key);

}  // namespace hub::hubctl
