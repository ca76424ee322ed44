// What is said to the service manager by the socket in $NOTIFY_SOCKET (sd_notify(3) of systemd), if there is
// one. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace hub::hubd {

// "READY=1", "STOPPING=1", "RELOADING=1".
void notify_service_manager(std::string_view state);

// Leaves a copy of the descriptor with it, for the next start of this service: it comes with $LISTEN_FDS.
void leave_with_service_manager(int descriptor, const std::string& name);
// What was left under this name is closed.
void take_back_from_service_manager(const std::string& name);

}  // namespace hub::hubd
