// A bucket of an S3-compatible store in a process: real addresses, signatures, conditions, checksums,
// versions and locks (s3.md 1 to 5), and switches for what other stores than AWS do (s3.md 7). One loop's
// thread; stop() before it dies.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "tools/simulators/common/faults.hpp"
#include "tools/simulators/common/listener.hpp"
#include "tools/simulators/common/rest_target.hpp"
#include "tools/simulators/s3/bucket.hpp"
#include "tools/simulators/s3/signature.hpp"

namespace hub::simulators::s3 {

struct SimulatorSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string client_id = "hub", client_secret = "hub-secret";  // the access key and its secret
  std::string region = "us-east-1", bucket = "archive";
  milliseconds latency{0};  // of every call
  bool is_versioned = true;
  bool has_object_lock = true;
  bool ignores_condition = false;  // every PUT succeeds
  bool ignores_checksum = false;   // neither compared nor kept
  bool hides_absent = false;       // 403 instead of 404, as without s3:ListBucket
  bool has_versions_call = true;   // else listing versions is not implemented
};

class Simulator {
 public:
  static Result<std::unique_ptr<Simulator>> start(IoContext& io, Clock& clock, SimulatorSettings settings);

  std::string base_url() const { return listener_.base_url(); }
  Task<void> stop() { return listener_.stop(); }

  Bucket& bucket() { return bucket_; }
  Faults& faults() { return faults_; }
  void reset();

 private:
  struct Call {
    std::string operation, key;
    const http::Request& request;
    const std::map<std::string, std::string>& query;
    std::vector<Fault> faults;

    // Empty when the query does not have it.
    std::string asked(const std::string& name) const;
    std::string header(std::string_view name) const;
  };

  Simulator(Clock& clock, SimulatorSettings settings);
  Task<http::Response> handle(http::Request request);
  Task<http::Response> api(http::Request request);
  http::Response run(const Call& call);
  http::Response control(const http::Request& request, const RestTarget& target);
  std::optional<http::Response> refuse(const std::vector<Fault>& faults) const;
  std::string state_json();

  // objects.cpp
  http::Response put(const Call& call);
  std::optional<http::Response> refuse_put(const Call& call) const;
  std::optional<http::Response> refuse_condition(const Call& call) const;
  http::Response get(const Call& call) const;
  http::Response remove(const Call& call);
  bool is_locked(const Version& version, const Call& call) const;
  http::Response absent(std::string_view code) const;
  // listings.cpp
  http::Response list(const Call& call) const;
  http::Response versions(const Call& call) const;

  Clock& clock_;
  SimulatorSettings settings_;
  Bucket bucket_;
  Faults faults_;
  std::map<std::string, std::uint64_t> calls_;
  Listener listener_;
};

// An error answer.
http::Response refused(const Refusal& refusal);
std::string xml_escaped(std::string_view text);

}  // namespace hub::simulators::s3
