// What changes between two versions of a mapping, in the words of the mapping: records, fields, settings, and
// above all what the target will see that it did not see before. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

namespace hub::mapping {

// Lines of "+ ...", "- ..." and "~ ..."; empty when nothing changes. Files that cannot be read as mappings
// compare as far as they can be.
std::string diff_mappings(std::string_view before, std::string_view after);

}  // namespace hub::mapping
