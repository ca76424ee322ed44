#include "tools/hubd/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace hub::hubd {
namespace {

struct Place {
  sockaddr_un address{};
  socklen_t size = 0;  // 0: there is no service manager to tell
};

Place notify_socket() {
  Place place;
  const char* path = std::getenv("NOTIFY_SOCKET");
  const std::string_view name(path == nullptr ? "" : path);
  if (name.empty() || name.size() >= sizeof(place.address.sun_path)) return place;
  place.address.sun_family = AF_UNIX;
  std::ranges::copy(name, place.address.sun_path);
  // A leading '@' stands for the zero byte of an abstract socket.
  if (place.address.sun_path[0] == '@') place.address.sun_path[0] = '\0';
  place.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  return place;
}

// With a descriptor unless it is negative.
void send(std::string_view text, int descriptor) {
  Place place = notify_socket();
  if (place.size == 0) return;
  const int sender = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (sender < 0) return;
  iovec body{const_cast<char*>(text.data()), text.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof descriptor)] = {};
  msghdr message{};
  message.msg_name = &place.address;
  message.msg_namelen = place.size;
  message.msg_iov = &body;
  message.msg_iovlen = 1;
  if (descriptor >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  }
  ::sendmsg(sender, &message, MSG_NOSIGNAL);
  ::close(sender);
}

}  // namespace

void notify_service_manager(std::string_view state) {
  send(state, -1);
}

void leave_with_service_manager(int descriptor, const std::string& name) {
  send("FDSTORE=1\nFDNAME=" + name, descriptor);
}

void take_back_from_service_manager(const std::string& name) {
  send("FDSTOREREMOVE=1\nFDNAME=" + name, -1);
}

}  // namespace hub::hubd
