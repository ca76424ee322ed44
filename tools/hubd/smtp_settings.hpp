// Where alerts go by mail. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hub::hubd {

struct SmtpSettings {
  std::string host;  // of a relay; empty: no mail is sent
  std::uint16_t port = 25;
  std::string from;
  std::vector<std::string> to;
};

}  // namespace hub::hubd
