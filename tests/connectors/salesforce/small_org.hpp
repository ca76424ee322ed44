// Just enough of an org, in memory, behind http::Client: collections, queries, describe, and faults. Written
// after salesforce.md, for tests that need no network. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/http/client.hpp"
#include "core/model/json.hpp"
#include "tests/contract/harness.hpp"

namespace hub::connectors::salesforce {

class SmallOrg final : public http::Client {
 public:
  Task<Result<http::Response>> send(http::Request request) override;

  std::set<contract::Fault> faults;  // in force until taken away, or until they have struck once
  std::size_t count(std::string_view key) const;
  void duplicate(std::string_view key);

 private:
  using Fields = std::map<std::string, model::Value>;
  struct Stored {
    std::string object;
    Fields fields;
  };

  bool strikes_once(contract::Fault fault) { return faults.erase(fault) > 0; }
  std::optional<Result<http::Response>> fault_of_the_call(bool is_write);
  http::Response log_in();
  Result<http::Response> serve(const http::Request& request, const std::string& path);
  http::Response upsert(const std::string& object, const http::Request& request);
  std::string upsert_one(const std::string& object, const model::Value& record);
  http::Response retrieve(const http::Request& request);
  http::Response query(std::string soql);
  http::Response remove(const std::string& path);
  std::string find(const std::string& object, std::string_view key) const;
  void write_fields(const Stored& stored, const std::vector<std::string>& names, Buffer& out) const;

  model::Arena arena_{1 << 20};
  model::JsonParser parser_;
  std::map<std::string, Stored> records_;  // by id
  int tokens_ = 0, ids_ = 0;
};

}  // namespace hub::connectors::salesforce
