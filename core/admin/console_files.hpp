// The web console as it was built: its files in memory, answered so that a browser runs nothing else. Each
// path that is none of the API's is a view of the one page.
//
// Immutable after load(); any thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/http/message.hpp"

namespace hub::admin {

class ConsoleFiles {
 public:
  // None: serves nothing.
  ConsoleFiles() = default;
  // Fails with config when the folder cannot be read, holds no index.html, or too much.
  static Result<ConsoleFiles> load(const std::string& folder);

  // Nothing when the request is not for the console.
  std::optional<http::Response> serve(const http::Request& request) const;

 private:
  struct File {
    std::string type, bytes, gzipped;  // gzipped: empty when there is none
  };
  Result<void> add(const std::string& folder, const std::string& name);
  http::Response answer(const File& file, bool takes_gzip, bool is_page) const;

  std::map<std::string, File, std::less<>> files_;  // by name: "assets/main-5KJ2.js"
};

}  // namespace hub::admin
