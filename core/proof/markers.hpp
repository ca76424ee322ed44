// The markers of one canary: what was planted where, and every shape in which it may come back. Filled once,
// then read by any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/proof/pattern_set.hpp"

namespace hub::proof {

class Markers {
 public:
  // `field` is where the marker was planted: "visitor.email". The marker has at least 16 bytes.
  void add(std::string field, std::string_view marker);
  std::size_t size() const { return fields_.size(); }
  const PatternSet& patterns() const { return patterns_; }

  struct Planted {
    std::string_view field, encoding;
  };
  // What a hit of patterns() stands for.
  Planted planted(std::uint32_t id) const;

 private:
  struct Shape {
    std::size_t field;
    std::string_view encoding;
  };
  std::vector<std::string> fields_;
  std::vector<Shape> shapes_;  // by pattern id
  PatternSet patterns_;
};

}  // namespace hub::proof
