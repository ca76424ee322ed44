// A bucket of an S3-compatible store as a target: one object for each record, created once, and proven by
// reading that version back byte for byte. One loop's thread. Keeps its credentials, nothing else.
#pragma once

#include "connectors/s3/client.hpp"
#include "connectors/s3/types.hpp"
#include "connectors/shared/outcomes.hpp"
#include "core/http/verdict.hpp"

namespace hub::connectors::s3 {

struct TargetOptions {
  ClientOptions client;
  Storage storage;
  // The store takes If-None-Match: * and then creates an object once. Else a write may overwrite, and a lost
  // one has to be waited for.
  bool creates_once = true;
  std::chrono::seconds late_commit_window{120};
  bool lifts_governance = false;  // erases what is locked in GOVERNANCE mode
  std::size_t concurrency = 16;
};

class Target final : public delivery::Connector {
 public:
  // `http` and `clock` outlive the target.
  Target(TargetOptions options, Credentials credentials, CredentialSource source, http::Client& http,
         Clock& clock);

  const delivery::ConnectorTraits& traits() const override { return traits_; }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Written>> write(Records batch) override;
  Task<std::vector<Result<Seen>>> look_up(Records batch) override;
  Task<std::vector<Result<Form>>> read_back(Requests batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override;
  Task<std::vector<Result<void>>> erase(Requests batch) override;
  Task<Result<void>> probe() override;

  // Tries out on an object of its own what no document tells of a store for sure, in sentences for its
  // administrator, and takes it back (try_out.cpp). Fails with config when the settings promise what the
  // store does not keep.
  Task<Result<std::vector<std::string>>> try_out();

 private:
  Task<Written> write_one(const model::Record& record);
  Task<Written> replace(const model::Record& record, Call put);
  Task<Result<Seen>> look_up_one(const model::Record& record);
  Task<Result<Form>> read_one(const delivery::ReadRequest& request, model::Arena& arena);
  // Each version and each mark of deletion, until none is left.
  Task<Result<void>> erase_versions(std::string name);
  Task<Result<void>> erase_version(std::string name, std::string version);

  Error judge(const http::Response& answer, http::Effect effect) const;

  TargetOptions options_;
  delivery::ConnectorTraits traits_;
  Client client_;
  Clock& clock_;
};

}  // namespace hub::connectors::s3
