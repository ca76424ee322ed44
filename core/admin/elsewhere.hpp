// What is asked about a tenant that another node works for: it is asked there, in the name of whoever asked
// here, and its answer is handed on. Over whatever channel nodes trust each other by: who the caller is was
// found out here, what they may do is decided there, and there it is audited.
//
// One loop's thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/admin/keys.hpp"
#include "core/http/client.hpp"

namespace hub::admin {

inline constexpr std::string_view kAskPath = "/peers/v1/admin";

class Elsewhere {
 public:
  virtual ~Elsewhere() = default;
  // Where the node is that works for a tenant; nothing: it is this one, or nobody at this moment.
  virtual std::optional<std::string> address_of(const std::string& tenant) const = 0;
  // Of that node; 503 when it does not answer.
  virtual Task<http::Response> ask(std::string address, http::Request request, AdminKey caller) = 0;
};

// A request with its caller, and back; a line of JSON and the body.
struct Asked {
  http::Request request;
  AdminKey caller;
};
Buffer encoded(const http::Request& request, const AdminKey& caller);
// invalid "bad_message".
Result<Asked> parse_asked(std::string_view message);

// Of an Elsewhere that has a client.
Task<http::Response> ask_node(http::Client& client, std::string address, http::Request request,
                              AdminKey caller);
// What the other node makes of such a request: `handle` is its Api's handle_asked().
using HandleAsked = std::function<Task<http::Response>(http::Request request, AdminKey caller)>;
Task<http::Response> answer_asked(HandleAsked handle, http::Request request);

}  // namespace hub::admin
