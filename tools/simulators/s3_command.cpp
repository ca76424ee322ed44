#include "tools/simulators/command.hpp"
#include "tools/simulators/s3/simulator.hpp"
#include "tools/simulators/target_options.hpp"

namespace hub::simulators {

namespace {

StartedTarget start(IoContext& io, Clock& clock, const std::vector<std::string>& arguments) {
  s3::SimulatorSettings settings;
  const auto options =
      parse_target_options(arguments, {"region", "bucket", "versions", "lock", "lacks"}, settings);
  if (!options.ok()) return options.error();
  settings.region = text_option(*options, "region", settings.region);
  settings.bucket = text_option(*options, "bucket", settings.bucket);
  settings.is_versioned = text_option(*options, "versions", "on") == "on";
  settings.has_object_lock = text_option(*options, "lock", "on") == "on";
  const std::string lacks = text_option(*options, "lacks", "");
  settings.ignores_condition = lacks.find("conditions") != lacks.npos;
  settings.ignores_checksum = lacks.find("checksums") != lacks.npos;
  settings.hides_absent = lacks.find("list-right") != lacks.npos;
  settings.has_versions_call = lacks.find("versions-call") == lacks.npos;
  return start_target<s3::Simulator>(io, clock, std::move(settings));
}

}  // namespace

extern const TargetCommand s3_command;
const TargetCommand s3_command{
    "s3",
    "a bucket: --port N --client-id ACCESS_KEY --client-secret SECRET --latency MS --region NAME\n"
    "               --bucket NAME --versions off --lock off\n"
    "               --lacks conditions,checksums,list-right,versions-call (what some stores do not do)",
    start};

}  // namespace hub::simulators
