// Signed calls to one bucket (s3.md). One loop's thread; calls may overlap.
#pragma once

#include <functional>
#include <string>

#include "connectors/s3/signing.hpp"
#include "core/http/client.hpp"

namespace hub::connectors::s3 {

struct ClientOptions {
  std::string base_url;  // of the bucket: "https://s3.example/archive" or "https://archive.s3.example"
  std::string region;
  std::string expected_owner;  // account of the bucket; empty: not asked for
  milliseconds timeout = std::chrono::seconds(60);
};

// Reads the credentials as they are now.
using CredentialSource = std::function<Result<Credentials>()>;

struct Call {
  std::string method;
  std::string key = {};    // of the object; empty: the bucket itself
  std::string query = {};  // encoded, without a question mark
  http::Headers headers = {};
  Buffer body = {};
};

class Client {
 public:
  // `http` and `clock` outlive the client.
  Client(ClientOptions options, Credentials credentials, CredentialSource source, http::Client& http,
         Clock& clock);

  // Any status is the caller's to judge. A call that was refused for its credentials or its time, which
  // proves that nothing was done, is signed once more: with the credentials as they are now, or with the
  // store's own time.
  Task<Result<http::Response>> send(const Call& call);

 private:
  Task<Result<http::Response>> send_at(const Call& call, WallTime now);

  ClientOptions options_;
  Credentials credentials_;
  CredentialSource source_;
  http::Client& http_;
  Clock& clock_;
};

}  // namespace hub::connectors::s3
