#include <ostream>

#include "core/admin/openapi.hpp"
#include "tools/hubctl/commands.hpp"

namespace hub::hubctl {
namespace {

int description(Call& call) {
  call.out << admin::openapi() << '\n';
  return kDone;
}

}  // namespace

std::vector<Command> api_commands() {
  return {{"api description",
           "",
           0,
           0,
           "Prints the OpenAPI description of the admin API, with the roles of each operation. Asks no hub.",
           {},
           description}};
}

}  // namespace hub::hubctl
