// How test results are written for people and for build servers.
#include "core/mapping/tools/test_runner.hpp"

namespace hub::mapping {

namespace {

// XML 1.0 knows no control characters, not even escaped.
std::string xml(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') escaped += c;
    }
  }
  return escaped;
}

std::string seconds(std::chrono::microseconds duration) {
  return std::to_string(std::chrono::duration<double>(duration).count());
}

std::string all_problems(const TestReport& report) {
  std::string all;
  for (const config::Problem& problem : report.problems) all += problem.text() + '\n';
  return all;
}

}  // namespace

std::string tests_text(std::span<const TestReport> reports) {
  std::string text;
  std::size_t passed = 0, failed = 0;
  for (const TestReport& report : reports) {
    if (!report.problems.empty()) {
      ++failed;
      text += report.file + ": cannot be run\n" + all_problems(report);
    }
    for (const TestResult& result : report.results) {
      ++(result.passed ? passed : failed);
      const std::string place = report.file + ':' + std::to_string(result.line) + ": ";
      if (!result.passed) text += place + result.name + ": failed\n" + result.difference;
    }
  }
  return text + std::to_string(passed) + " passed, " + std::to_string(failed) + " failed\n";
}

std::string tests_junit(std::span<const TestReport> reports) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const TestReport& report : reports) {
    const bool is_broken = !report.problems.empty();
    std::size_t failures = 0;
    std::string cases;
    for (const TestResult& result : report.results) {
      cases += "    <testcase classname=\"" + xml(report.file) + "\" name=\"" + xml(result.name) +
               "\" time=\"" + seconds(result.duration) + "\"";
      failures += result.passed ? 0 : 1;
      cases += result.passed
                   ? "/>\n"
                   : ">\n      <failure>" + xml(result.difference) + "</failure>\n    </testcase>\n";
    }
    if (is_broken) {
      cases += "    <testcase classname=\"" + xml(report.file) +
               "\" name=\"the file can be run\">\n      <error>" + xml(all_problems(report)) +
               "</error>\n    </testcase>\n";
    }
    const std::size_t count = report.results.size() + (is_broken ? 1 : 0);
    text += "  <testsuite name=\"" + xml(report.file) + "\" tests=\"" + std::to_string(count) +
            "\" failures=\"" + std::to_string(failures) + "\" errors=\"" + (is_broken ? "1" : "0") + "\">\n" +
            cases + "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace hub::mapping
