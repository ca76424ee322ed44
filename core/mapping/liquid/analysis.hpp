// What a template reads and uses, known without running it: for lint, data flow and the class check at
// publish. Values; any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/mapping/liquid/source_error.hpp"
#include "core/model/data_class.hpp"

namespace hub::mapping::liquid {

// {"transcript", "messages", "[]", "text"}. "[]" is any element of an array or, with an index that is not
// known before the run, any member of an object. A path is resolved through assign, for and capture as far as
// known.
using Path = std::vector<std::string>;

struct PathRead {
  Path path;
  Position at;
};

struct NameUse {
  std::string name;
  Position at;
};

struct Analysis {
  std::vector<PathRead> reads;  // in order of the text; a path appears as often as it is read
  std::vector<NameUse> filters;
  std::vector<NameUse> tables;    // tables named literally in `lookup`
  std::vector<NameUse> redacted;  // kinds named literally in `redact`; "*" for a redact without kinds
  std::size_t literal_bytes = 0;  // text outside of tags: a first guess at the output's size
};

// The class of everything at and below a path: a container has the highest class of what is in it. "size"
// behind a container asks for its shape only: how many there are. That must not be below the class that the
// container's own Value has at run time.
using ClassLookup = std::function<model::DataClass(const Path&)>;

}  // namespace hub::mapping::liquid
