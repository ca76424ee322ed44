// The surfaces S1 to S12 on which something of a case could remain, each read as far as this process may. One
// thread.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/proof/surface.hpp"
#include "tools/hubctl/rest_client.hpp"

namespace hub::hubctl {

// A hub and where its things are.
struct ProofTarget {
  std::string events_url, key;
  std::string data_dir;
  pid_t process = 0;
  std::string identity;         // of the process, by its own word
  std::string logs;             // a folder; empty: where the process writes
  std::string volume;           // a device or image; empty: not scanned
  std::string source;           // a file or folder with the source's copy; empty: none is known
  bool source_is_self = false;  // what is searched for was made here and never anywhere else
};

// In the order of their numbers. Of a hub on another machine only what it answers is read.
std::vector<proof::Surface> scan_surfaces(RestClient& hub, const ProofTarget& target,
                                          const proof::Markers& markers);

}  // namespace hub::hubctl
