// A log that nobody reads but the test: which events it was told. One thread.
#pragma once

#include <string>
#include <vector>

#include "core/log/log.hpp"

namespace hub::testing {

struct NoLog final : log::Log {
  void write(log::Level, log::Literal event, std::initializer_list<log::Field>) override {
    events.emplace_back(event.view());
  }
  std::vector<std::string> events;
};

}  // namespace hub::testing
