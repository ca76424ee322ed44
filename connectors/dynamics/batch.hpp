// The $batch format of OData 4.0 (multipart/mixed), both ways. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/http/message.hpp"

namespace hub::connectors::dynamics {

struct Operation {
  std::string method, path;  // below the API's root: "incidents(...)"
  std::string condition;     // a header: "If-None-Match: *"; may be empty
  Buffer body = {};          // JSON, or empty
};

class BatchWriter {
 public:
  // `root` is the path of the API: "/api/data/v9.2/".
  explicit BatchWriter(std::string root) : root_(std::move(root)) {}

  // Each of these is answered by itself, in order; a change set is carried out as a whole or not at all, and
  // may not read.
  void add(const Operation& operation);
  void add_change_set(std::span<const Operation> operations);

  std::size_t size() const { return size_; }
  static std::string content_type();
  Buffer finish();

 private:
  void write(const Operation& operation, bool has_content_id);

  std::string root_;
  Buffer body_;
  std::size_t size_ = 0, operations_ = 0;
};

// One answer for each that was added; of a change set the refusal, or the answer to its first operation.
// Fewer when the answer was cut short, none when it is no batch answer.
std::vector<http::Response> read_batch(const http::Response& answer);

}  // namespace hub::connectors::dynamics
