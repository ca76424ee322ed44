#include "core/delivery/batch_trace.hpp"

#include "core/base/traceparent.hpp"

namespace hub::delivery {

std::string trace_of_batch(const CaseTraces& traces, std::span<const store::CaseRow> rows, Random& random) {
  const std::string* shared = nullptr;
  bool is_shared = true, samples = false;
  for (const store::CaseRow row : rows) {
    const auto found = traces.find(row);
    if (found == traces.end()) {
      is_shared = false;
      continue;
    }
    is_shared = is_shared && (!shared || *shared == found->second);
    shared = &found->second;
    samples = samples || is_sampled(found->second);
  }
  if (!shared) return {};
  return is_shared ? *shared : new_traceparent(random, samples);
}

}  // namespace hub::delivery
