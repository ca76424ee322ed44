// Where the store's PostgreSQL is and how it is reached. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace hub::store {

enum class PostgresTls : std::uint8_t {
  disable,
  require,      // encrypted, with whoever answers
  verify_full,  // and the server proves its name
};

struct PostgresSettings {
  std::string
      host;  // a name, several with commas (the one that can be written to is used), or a socket's folder
  std::uint16_t port = 5432;
  std::string database, user;
  std::string password;                        // a reference, read anew for every connection; empty: none
  PostgresTls tls = PostgresTls::verify_full;  // has no meaning for a socket in a folder
  std::string ca_file;                         // PEM, for verify_full
  std::string certificate, key;                // PEM, of this client; empty: none
  std::chrono::milliseconds connect_timeout{5000};
  std::chrono::milliseconds statement_timeout{10'000};
  // How long the outcome of a COMMIT whose answer was lost is looked for. Then the process has to end.
  std::chrono::milliseconds outcome_timeout{60'000};
};

}  // namespace hub::store
