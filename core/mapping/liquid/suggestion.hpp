// "did you mean": the known word nearest to an unknown one. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hub::mapping::liquid {

// Collects candidates one by one; text() is "did you mean 'upcase'?", or empty when none is near enough.
class Suggestion {
 public:
  explicit Suggestion(std::string_view unknown);
  void consider(std::string_view candidate);
  std::string text() const;

 private:
  std::string_view unknown_;
  std::string_view best_;
  std::size_t best_distance_;
};

}  // namespace hub::mapping::liquid
