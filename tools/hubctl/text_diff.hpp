// How two texts differ, line by line, for people. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace hub::hubctl {

// Lines that go with "-", lines that come with "+", those around them with two blanks; empty when the texts
// are the same. Of texts beyond 2,000 lines all that differs in the middle goes and comes.
std::string text_diff(std::string_view before, std::string_view after);

}  // namespace hub::hubctl
