// `target check` and `target describe`: what a person asks before the hub sends anything. One thread.
#pragma once

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

// Settings, secrets, host, certificate, credentials and rights of each target in the files, and whether its
// mapping fits what is there.
int check_target(Call& call);
// The objects and fields of a target that the hub's user sees.
int describe_target(Call& call);

// What to do about a target that did not answer as it should; empty when there is nothing to say.
std::string_view advice_for(ErrorKind kind, std::string_view code);

}  // namespace hub::hubctl
