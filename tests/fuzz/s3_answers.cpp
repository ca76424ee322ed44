// Any bytes as an answer of a store: what is read of them is no longer than they are, and a code is a word.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "connectors/s3/answers.hpp"
#include "connectors/s3/errors.hpp"
#include "core/base/assert.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hub::connectors::s3;
  const std::string_view xml(reinterpret_cast<const char*>(data), size);
  for (const std::string_view element : {"Code", "Region", "Key", "VersionId"})
    HUB_ASSERT(text_of(xml, element).size() <= size);
  for (const Version& version : versions_of(xml, "k"))
    HUB_ASSERT(version.key == "k" && version.id.size() <= size);
  hub::http::Response answer;
  answer.status = 400;
  answer.body.append(xml);
  HUB_ASSERT(code_of(answer).find('<') == std::string::npos);
  HUB_ASSERT(classify_answer(answer, hub::http::Effect::writes, {}).message.size() < 300);
  return 0;
}
