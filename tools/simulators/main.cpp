// hub-simulators COMMAND: stand-ins for the platform and the targets, to rehearse with and to test against.
#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <cstdio>

#include "core/async/system_clock.hpp"
#include "tools/simulators/command.hpp"

namespace hub::simulators {

namespace {

int help(std::FILE* out, int status) {
  std::fputs("hub-simulators COMMAND [--option value]...\n\n", out);
  for (const TargetCommand* target : target_commands()) {
    std::fprintf(out, "  %-12s %.*s\n", std::string(target->name).c_str(),
                 static_cast<int>(target->help.size()), target->help.data());
  }
  std::fputs(
      "\n"
      "  engage       the platform: --events-url URL --secret-file FILE --events N --seed N --sources A,B\n"
      "               --file EVENTS --mode structured|binary|batched --connections N --rate N --thin-every "
      "N\n"
      "               --messages-max N --port N\n"
      "  events       prints made-up events: --events N --seed N --sources A,B --messages-max N --updates 0\n"
      "\n"
      "Prints one JSON line with its addresses when it is ready, and runs until it is told to stop.\n"
      "Control: GET URL/_control/state, POST URL/_control/faults {\"kind\":..., \"operation\":...},\n"
      "DELETE URL/_control/faults, POST URL/_control/reset.\n",
      out);
  return status;
}

// Prints {"NAME":"URL"} and serves until SIGTERM or SIGINT; the exit status.
int serve(const TargetCommand& target, const std::vector<std::string>& arguments) {
  IoContext io(1);
  SystemClock clock(io);
  const auto serving = target.start(io, clock, arguments);
  if (!serving.ok()) {
    std::fprintf(stderr, "hub-simulators: %s\n", serving.error().message.c_str());
    return serving.error().kind == ErrorKind::config ? 2 : 1;
  }
  boost::asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&io](const boost::system::error_code& error, int) {
    if (!error) io.stop();
  });
  std::printf("{\"%s\":\"%s\"}\n", std::string(target.name).c_str(), (*serving)->base_url().c_str());
  std::fflush(stdout);
  io.run();
  return 0;
}

}  // namespace
}  // namespace hub::simulators

int main(int argc, char** argv) {
  using namespace hub::simulators;
  const std::vector<std::string> arguments(argv + std::min(argc, 2), argv + argc);
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "engage") return run_engage(arguments);
  if (command == "events") return print_events(arguments);
  for (const TargetCommand* target : target_commands()) {
    if (command == target->name) return serve(*target, arguments);
  }
  if (command == "--help" || command == "help") return help(stdout, 0);
  return help(stderr, 2);
}
