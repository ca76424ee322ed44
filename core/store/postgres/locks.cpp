#include "core/store/postgres/locks.hpp"

namespace hub::store::postgres {

Statement lock_certificates() {
  return {"SELECT log FROM sequencer WHERE log = 'certificates' FOR UPDATE"};
}

Statement append_certificate(const std::string& entry) {
  return {"INSERT INTO certificates(idx, entry) SELECT coalesce(max(idx), -1) + 1, $1 FROM certificates",
          Parameters().add_text(entry)};
}

Statement lock_epochs(const std::set<vault::EpochId>& epochs) {
  Column ids(Type::bytes);
  for (const vault::EpochId& epoch : epochs) ids.add_bytes(epoch);
  return {"SELECT 1 FROM epochs WHERE id = ANY($1) AND died_at IS NULL FOR KEY SHARE", Parameters().add(ids)};
}

Error epoch_over() {
  return transient_error("epoch_over", "the epoch of a key that was to be stored has ended meanwhile");
}

}  // namespace hub::store::postgres
