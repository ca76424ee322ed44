// hubd: the hub as a service. Options, the start, and the way out; everything else is in the parts it wires
// together.
#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionSet.h>
#include <Poco/Util/ServerApplication.h>

#include <iostream>

#include "connectors/connectors.hpp"
#include "core/store/postgres/postgres_database.hpp"
#include "core/store/sqlite/sqlite_database.hpp"
#include "tools/hubd/check.hpp"
#include "tools/hubd/handed_sockets.hpp"
#include "tools/hubd/process.hpp"
#include "tools/hubd/run.hpp"
#include "tools/hubd/signals.hpp"
#include "tools/hubd/version.hpp"

namespace hub::hubd {
namespace {

using Poco::Util::Option;
using Poco::Util::OptionSet;

class Service final : public Poco::Util::ServerApplication {
 protected:
  void defineOptions(OptionSet& options) override {
    ServerApplication::defineOptions(options);
    options.addOption(Option("config", "c", "the node's settings (default /etc/connector-hub/hub.yaml)",
                             false, "FILE", true));
    options.addOption(Option("check", "", "check settings, resources and mappings, and stop", false));
    options.addOption(
        Option("version", "", "print the version, and those of the stores it writes, and stop", false));
    options.addOption(Option("help", "h", "print this and stop", false));
  }

  void handleOption(const std::string& name, const std::string& value) override {
    ServerApplication::handleOption(name, value);
    if (name == "config") file_ = value;
    if (name == "check") only_check_ = true;
    if (name == "version") show_ = Show::version;
    if (name == "help") show_ = Show::help;
    if (show_ != Show::nothing) stopOptionsProcessing();
  }

  int main(const std::vector<std::string>& arguments) override {
    if (show_ == Show::help) return help();
    if (show_ == Show::version) {
      std::cout << "hubd " << kVersion << "\nstore schema " << store::sqlite_schema_version()
                << "\nPostgreSQL schema " << store::postgres_schema_version() << '\n';
      return EXIT_OK;
    }
    if (!arguments.empty()) {
      std::cerr << "hubd: takes options only; see --help\n";
      return EXIT_USAGE;
    }
    HandedSockets sockets = HandedSockets::from_environment();
    connectors::Registry registry;
    connectors::add_all(registry);
    config::Problems problems;
    const Configuration configuration = load_configuration(file_, registry, problems);
    for (const config::Problem& problem : problems) std::cerr << problem.text() << '\n';
    if (!problems.empty()) {
      std::cerr << "hubd: " << problems.size() << " problems, nothing was started\n";
      return EXIT_CONFIG;
    }
    if (only_check_) {
      std::cout << file_ << ": ok, " << configuration.resources.tenants.size() << " tenants, "
                << configuration.resources.targets.size() << " targets\n";
      return EXIT_OK;
    }
    return serve(configuration, registry, sockets);
  }

 private:
  enum class Show { nothing, help, version };

  int help() {
    Poco::Util::HelpFormatter formatter(options());
    formatter.setCommand("hubd");
    formatter.setUsage("[--config FILE] [--check]");
    formatter.setHeader("The connector hub: takes closed cases, delivers them, proves it and forgets them.");
    formatter.format(std::cout);
    return EXIT_OK;
  }

  static int serve(const Configuration& configuration, const connectors::Registry& registry,
                   HandedSockets& sockets) {
    harden_process();
    raise_descriptor_limit();
    Signals signals;
    log::ConsoleLog log(configuration.hub.log_level, configuration.hub.log_format);
    return hubd::run(configuration, registry, sockets, log, signals);
  }

  std::string file_ = "/etc/connector-hub/hub.yaml";
  bool only_check_ = false;
  Show show_ = Show::nothing;
};

}  // namespace
}  // namespace hub::hubd

int main(int argc, char** argv) {
  hub::hubd::Service service;
  return service.run(argc, argv);
}
