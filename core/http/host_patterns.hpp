// Lists of hosts as people write them: "api.example.com", "*.example.com" for whatever is below it, either
// with a port when only that one is meant. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hub::http {

// `host` as host_of() gives it.
bool is_host_among(std::string_view host, std::span<const std::string> patterns);

}  // namespace hub::http
