#include "tools/hubctl/command.hpp"

#include <ostream>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/commands.hpp"

namespace hub::hubctl {

const std::string* Call::find(std::string_view option) const {
  const auto found = options.find(option);
  return found == options.end() ? nullptr : &found->second;
}

std::span<const Command> commands() {
  static const std::vector<Command> table = [] {
    std::vector<Command> all;
    for (auto group : {status_commands(),       lane_commands(),
                       delivery_commands(),     case_commands(),
                       certificate_commands(),  certificate_proof_commands(),
                       key_commands(),          audit_commands(),
                       resource_commands(),     secret_commands(),
                       backup_commands(),       proof_commands(),
                       reconcile_commands(),    config_commands(),
                       mapping_commands(),      mapping_version_commands(),
                       target_commands(),       liquid_commands(),
                       redact_commands(),       policy_commands(),
                       case_browser_commands(), completion_commands(),
                       onboard_commands(),      tenant_commands(),
                       erase_commands(),        tracking_commands(),
                       log_commands(),          api_commands(),
                       move_commands()})
      all.insert(all.end(), group.begin(), group.end());
    return all;
  }();
  return table;
}

int fail(const Call& call, int status, std::string_view message) {
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().member("error", message).end_object();
    const Buffer line = json.take();
    call.err << line.view() << '\n';
  } else {
    call.err << "hubctl: " << message << '\n';
  }
  return status;
}

void print_progress(const Call& call, std::string_view verb, std::size_t done, std::size_t total) {
  if (!call.err_is_terminal || total == 0) return;
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = kWidth * done / total;
  call.err << '\r' << verb << ' ' << done << " of " << total << " [" << std::string(filled, '#')
           << std::string(kWidth - filled, '.') << ']' << (done == total ? "\n" : "") << std::flush;
}

int refused(const Call& call, const Error& error) {
  return fail(call, kRefused, error.message);
}

}  // namespace hub::hubctl
