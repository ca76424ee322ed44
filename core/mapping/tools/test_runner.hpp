// Runs the tests that stand beside mappings: input, expected records or expected error. One thread per call.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/problem.hpp"

namespace hub::mapping {

struct TestResult {
  std::string name;
  int line = 0;
  bool passed = false;
  std::string difference;  // what was expected and what came; for people
  std::chrono::microseconds duration{0};
};

struct TestReport {
  std::string file;
  config::Problems problems;  // why the tests could not be run
  std::vector<TestResult> results;

  bool passed() const;
};

// Every NAME.test.yaml at or below `path`, in order; `path` itself when it is a file.
std::vector<std::string> find_test_files(const std::string& path);
TestReport run_test_file(const std::string& path);
// The same tests for another text of their mapping.
TestReport run_tests(const std::string& path, std::string_view mapping);

std::string tests_text(std::span<const TestReport> reports);
std::string tests_junit(std::span<const TestReport> reports);

}  // namespace hub::mapping
