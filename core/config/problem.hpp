// What is wrong with a file a person wrote: where, what, and what to do. All problems of a file are found at
// once.
#pragma once

#include <string>
#include <vector>

namespace hub::config {

struct Problem {
  std::string file;
  int line = 0, column = 0;  // from 1; 0 when it concerns the whole file
  std::string path;          // "records.case.fields.Subject"
  std::string message;       // "unknown key 'feilds'"
  std::string fix;           // "did you mean 'fields'?"; may be empty

  // "hub.yaml:12:3: unknown key 'feilds' (did you mean 'fields'?)"
  std::string text() const;
};

using Problems = std::vector<Problem>;

// Each on a line of its own.
std::string all_texts(const Problems& problems);

}  // namespace hub::config
