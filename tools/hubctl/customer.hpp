// A customer as somebody writes it down for `hubctl onboard`: its resources in one file, in which references
// to secrets on this machine stand where the hub knows them by name. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/random.hpp"
#include "core/config/problem.hpp"

namespace hub::hubctl {

struct CustomerSecret {
  std::string name;       // at the hub: "crm-client-secret"
  std::string reference;  // as written: "env:GLOBEX_SECRET"
  std::string target;     // whose setting it is; empty: the tenant's
  config::Problem place;  // a problem without words, where the reference stands
  Buffer value;
};

struct CustomerTarget {
  std::string name, connector;
  config::Problem place;  // of its settings
};

// What its platform will send events with.
struct EventKey {
  Buffer bearer;          // "hubk_ID_SECRET"; or
  Buffer signing_secret;  // "whsec_..."
  bool is_new = false;    // made by this run

  bool is_usable() const { return !bearer.empty() || !signing_secret.empty(); }
};

struct Customer {
  std::string file;
  std::string tenant;  // empty: the file has partners only
  std::vector<CustomerTarget> targets;
  std::vector<CustomerSecret> secrets;
  EventKey event_key;
  std::string text;              // for the hub: with names and hashes in place of references
  std::vector<int> added_after;  // lines of the file after which `text` has one more

  // The line of the file that is this one of `text`.
  int line_in_file(int line) const;
};

// What to do about the value behind a reference.
std::string advice_on(const std::string& reference);

// Reads the file and what it refers to. A bearer credential's `key: file:PATH` that does not exist yet is
// made there, readable by its owner alone, unless `dry_run`. Paths are relative to the file's folder. Nothing
// when there are problems: all of them at once, none with a value.
std::optional<Customer> read_customer(const std::string& file, bool dry_run, Random& random,
                                      config::Problems& problems);

}  // namespace hub::hubctl
