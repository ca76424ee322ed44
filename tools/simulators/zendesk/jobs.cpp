#include "tools/simulators/zendesk/jobs.hpp"

#include <algorithm>

#include "core/model/json.hpp"

namespace hub::simulators::zendesk {

namespace {
constexpr std::size_t kKeptMax = 100;  // as users report it (zendesk.md 2.4)
}

std::string Jobs::start(std::string type, Work work, bool is_stuck) {
  std::string number = std::to_string(++last_);
  std::string id = "job" + std::string(12 - std::min<std::size_t>(number.size(), 12), '0') + number;
  if (jobs_.size() >= kKeptMax && jobs_.begin()->second.is_done) jobs_.erase(jobs_.begin());
  Job& job = jobs_[id];
  job.type = std::move(type);
  job.work = std::move(work);
  job.due = clock_.now() + time_;
  job.is_stuck = is_stuck;
  return id;
}

void Jobs::advance() {
  for (auto& [id, job] : jobs_) {
    if (job.is_done || job.due > clock_.now()) continue;
    job.outcome = job.work();
    job.work = {};
    job.is_done = true;
  }
}

std::size_t Jobs::open() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(jobs_, [](const auto& entry) { return !entry.second.is_done; }));
}

Buffer Jobs::status(const std::string& id, const std::string& base_url) const {
  Buffer out;
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return out;
  const Job& job = found->second;
  const bool is_done = job.is_done && !job.is_stuck;
  const char* status = !is_done ? "queued" : job.outcome.has_failures ? "failed" : "completed";
  out.push_back('{');
  model::write_json_member("id", id, out);
  out.append(",\"job_type\":\"" + job.type + "\",\"url\":\"" + base_url + "/api/v2/job_statuses/" + id +
             ".json\"");
  out.append(",\"status\":\"" + std::string(status) + "\"");
  const std::string total = is_done ? std::to_string(job.outcome.total) : "null";
  out.append(",\"total\":" + total + ",\"progress\":" + total + ",\"message\":null,\"results\":");
  if (is_done) {
    out.append(job.outcome.results.view());
  } else {
    out.append("null");
  }
  out.push_back('}');
  return out;
}

}  // namespace hub::simulators::zendesk
