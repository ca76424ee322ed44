#include "tools/hubctl/proof_erasure.hpp"

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/answers.hpp"

namespace hub::hubctl {
std::string TargetErasure::text() const {
  if (!problem.empty()) return target + ": " + problem;
  return target + ": " + std::to_string(found) + " of " + std::to_string(records) + " records were there, " +
         (left == 0 ? std::string("erased, and a look-up finds none")
                    : "and a look-up still finds " + std::to_string(left));
}

Result<std::vector<TargetErasure>> erase_canary(RestClient& hub, const std::string& tenant,
                                                const std::string& event) {
  admin::JsonWriter json;
  json.begin_object().member("tenant", tenant);
  const Buffer start = json.take();
  const std::string request = std::string(start.view()) + ",\"event\":" + event + '}';
  const auto answer = hub.post("/api/v1/proof/erase", request);
  if (!answer) return answer.error();
  const model::Value* targets = answer->value().find("targets");
  if (targets == nullptr || !targets->is_array())
    return invalid_error("not_understood", "the hub's answer is not understood");
  std::vector<TargetErasure> erasures;
  for (const model::Value& one : targets->as_array())
    erasures.push_back({std::string(one.text_at("target")), integer_at(one, "records"),
                        integer_at(one, "found"), integer_at(one, "left"),
                        std::string(one.text_at("problem"))});
  return erasures;
}

}  // namespace hub::hubctl
