// The groups of commands; each .cpp adds its own. Any thread.
#pragma once

#include <vector>

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

std::vector<Command> reconcile_commands();
std::vector<Command> config_commands();
std::vector<Command> completion_commands();
std::vector<Command> status_commands();
std::vector<Command> lane_commands();
std::vector<Command> log_commands();
std::vector<Command> api_commands();
std::vector<Command> delivery_commands();
std::vector<Command> backup_commands();
std::vector<Command> case_commands();
std::vector<Command> erase_commands();
std::vector<Command> case_browser_commands();
std::vector<Command> certificate_commands();
std::vector<Command> certificate_proof_commands();
std::vector<Command> key_commands();
std::vector<Command> audit_commands();
std::vector<Command> resource_commands();
std::vector<Command> secret_commands();
std::vector<Command> proof_commands();
std::vector<Command> mapping_commands();
std::vector<Command> mapping_version_commands();
std::vector<Command> target_commands();
std::vector<Command> liquid_commands();
std::vector<Command> redact_commands();
std::vector<Command> policy_commands();
std::vector<Command> onboard_commands();
std::vector<Command> tenant_commands();
std::vector<Command> move_commands();
std::vector<Command> tracking_commands();

}  // namespace hub::hubctl
