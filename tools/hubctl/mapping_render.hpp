// `hubctl mapping render`: a mapping tried on a case. One thread.
#pragma once

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

int render_mapping(Call& call);

}  // namespace hub::hubctl
