#include "core/config/secret.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/config/command.hpp"

using hub::config::read_secret;

namespace {

std::string value(std::string_view reference) {
  const auto secret = read_secret(reference);
  return secret.ok() ? std::string(secret->view()) : "error: " + secret.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(secret)

BOOST_AUTO_TEST_CASE(a_variable_is_read) {
  ::setenv("HUB_TEST_SECRET", "s3cret", 1);
  BOOST_TEST(value("env:HUB_TEST_SECRET") == "s3cret");
  BOOST_TEST(value("env:HUB_TEST_ABSENT") ==
             "error: secret env:HUB_TEST_ABSENT: this environment variable is not set");
}

BOOST_AUTO_TEST_CASE(a_file_is_read_without_its_last_newline) {
  const auto path = std::filesystem::temp_directory_path() / ("hub_secret_" + std::to_string(::getpid()));
  std::ofstream(path) << "line\n\n";
  BOOST_TEST(value("file:" + path.string()) == "line\n");
  std::ofstream(path, std::ios::trunc) << std::string(70'000, 'x');
  BOOST_TEST(value("file:" + path.string()).find("64 KiB") != std::string::npos);
  std::filesystem::remove(path);
  BOOST_TEST(value("file:" + path.string()).find("cannot be opened") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_command_prints_the_secret) {
  BOOST_TEST(value("cmd:printf 'a b\\n'") == "a b");
  BOOST_TEST(value("cmd:exit 3").find("status 3") != std::string::npos);
  BOOST_TEST(value("cmd:head -c 100000 /dev/zero").find("too much") != std::string::npos);
  BOOST_TEST(value("cmd:true").find("it is empty") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_command_that_hangs_is_stopped_with_its_children) {
  hub::config::CommandLimits limits;
  limits.time = std::chrono::milliseconds(50);
  const auto output = hub::config::run_command("sleep 60 & sleep 60", limits);
  BOOST_REQUIRE(!output.ok());
  BOOST_TEST(output.error().message.find("too long") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_no_reference_is_not_repeated) {
  BOOST_TEST(value("hunter2").find("hunter2") == std::string::npos);
  BOOST_TEST(value("vault:hunter2").find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
