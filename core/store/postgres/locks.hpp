// What transactions of several nodes wait for each other at. Pure.
#pragma once

#include <set>
#include <string>

#include "core/store/postgres/connection.hpp"
#include "core/vault/epoch_id.hpp"

namespace hub::store::postgres {

// Whoever adds to the certificate log comes after the transaction of the one before: its number has to be
// seen.
Statement lock_certificates();
// The next entry, once the log is locked.
Statement append_certificate(const std::string& entry);

// None of these epochs ends before the transaction does; the answer has a row for each that had not ended
// yet. Whoever stores a key asks first.
Statement lock_epochs(const std::set<vault::EpochId>& epochs);
Error epoch_over();

}  // namespace hub::store::postgres
