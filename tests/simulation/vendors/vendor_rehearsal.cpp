#include "tests/simulation/vendors/vendor_rehearsal.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "core/http/curl_client.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/make_connector.hpp"

namespace hub::simulation {

namespace {

constexpr milliseconds kBetweenEvents{1}, kUntilOfferedAgain{500};
constexpr std::uint64_t kStepsUntilACrash = 150;
constexpr std::chrono::hours kUntilBudgetsAreFull{1}, kHead{24};  // the rehearsal begins that long ago
// Of real time: a loopback answer needs less.
constexpr milliseconds kGrace{2};

WallTime wall_now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

// As the front door finds it.
std::string_view case_id_of(const model::Value& event) {
  const model::Value* data = event.find("data");
  const model::Value* one = data ? data->find("case") : nullptr;
  return one && !one->text_at("id").empty() ? one->text_at("id")
                                            : event.text_at("subject", event.text_at("id"));
}

}  // namespace

class VendorRehearsal::Line final : public http::Client {
 public:
  explicit Line(IoContext& io) : client_(io, testing::loopback()) {}
  Task<Result<http::Response>> send(http::Request request) override {
    ++in_flight_;
    auto answer = co_await client_.send(std::move(request));
    --in_flight_;
    co_return answer;
  }
  bool is_busy() const { return in_flight_ > 0; }

 private:
  http::CurlClient client_;
  std::size_t in_flight_ = 0;
};

VendorRehearsal::VendorRehearsal(VendorSettings settings)
    : settings_(std::move(settings)),
      random_(settings_.seed),
      clock_(wall_now() - kHead),
      disk_(random_),
      vfs_(disk_, random_),
      root_(root_from(random_)),
      acknowledged_(settings_.events.size()) {}

VendorRehearsal::~VendorRehearsal() {
  disk_.crash();
  hub_.reset();
  // A client with requests on their way must not end: those of crashes never do.
  for (auto& line : lines_)
    if (line->is_busy()) static_cast<void>(line.release());
  for (auto& io : ios_) static_cast<void>(io.release());
}

Result<delivery::TenantSetup> VendorRehearsal::tenant() const {
  delivery::TenantSetup tenant;
  tenant.name = "acme";
  delivery::LaneSetup lane;
  lane.target = settings_.connector;
  lane.mapping_file = settings_.mapping_file;
  std::ifstream mapping(settings_.mapping_file);
  lane.mapping_text.assign(std::istreambuf_iterator<char>(mapping), {});
  auto connector = testing::make_connector(
      settings_.connector, replace_all(settings_.target_yaml, "@URL@", simulator_->base_url()),
      {*lines_.back(), hub_->clock});
  if (!connector.ok()) return connector.error();
  lane.connector = std::move(*connector);
  tenant.lanes.push_back(std::move(lane));
  return tenant;
}

Result<void> VendorRehearsal::boot() {
  ios_.push_back(std::make_unique<IoContext>(1));
  IoContext& io = *ios_.back();
  lines_.push_back(std::make_unique<Line>(io));
  hub_ = std::make_unique<BootedHub>(clock_, io);
  vault::VaultSettings keys;
  keys.directory = "/keys";
  keys.case_slots = static_cast<std::uint32_t>(2 * settings_.events.size());
  if (auto opened = hub_->open({disk_, vfs_, root_, random_}, io, keys, delivery::EngineSettings(),
                               [this](const Error&) { must_crash_ = true; });
      !opened.ok())
    return opened;
  auto setup = tenant();
  if (!setup.ok()) return setup.error();
  if (auto added = hub_->engine->add_tenant(std::move(*setup)); !added.ok()) return added;
  const auto recovered = hub_->engine->recover();
  if (!recovered.ok()) return recovered.error();
  if (recovered->lost > 0) return config_error("a live case lost its key");
  hub_->engine->start();
  return {};
}

void VendorRehearsal::crash() {
  disk_.crash();
  must_crash_ = false;
  hub_.reset();
}

// As the platform would: again until it is answered.
Task<void> VendorRehearsal::offer(std::size_t index) {
  model::Arena arena;
  const auto parsed = parser_.parse(settings_.events[index], arena);
  if (!parsed.ok()) co_return;
  const model::Value* data = parsed->find("data");
  Buffer text;
  model::write_json(*data, text);
  delivery::NewEvent event;
  event.tenant = "acme";
  event.source = parsed->text_at("source");
  event.event_id = parsed->text_at("id");
  event.case_id = case_id_of(*parsed);
  event.type = parsed->text_at("type");
  event.time = parsed->text_at("time");
  event.data = text.view();
  event.happened_at = hub_->clock.wall_now();
  const auto answer = co_await hub_->engine->accept(std::move(event));
  if (!answer.ok()) refusal_ = answer.error().message;
  if (!answer.ok() || acknowledged_[index]) co_return;
  acknowledged_[index] = true;
  ++accepted_;
}

void VendorRehearsal::feed() {
  if (accepted_ == acknowledged_.size()) return;
  if (!acknowledged_[next_]) spawn(ios_.back()->get_executor(), offer(next_));
  next_ = (next_ + 1) % acknowledged_.size();
  const bool was_last = next_ == 0;
  clock_.call_at(clock_.now() + (was_last ? kUntilOfferedAgain : kBetweenEvents), [this] { feed(); });
}

bool VendorRehearsal::has_settled() const {
  return accepted_ == acknowledged_.size() && hub_->engine->live_cases() == 0;
}

// One thing happens; false when nothing is left that could.
bool VendorRehearsal::step() {
  IoContext& io = *ios_.back();
  io.restart();
  simulator_io_.restart();
  if (io.poll_one() + simulator_io_.poll_one() > 0) return true;
  if (lines_.back()->is_busy() && io.run_one_for(kGrace) > 0) return true;
  return clock_.advance_to_next_timer();
}

Result<VendorReport> VendorRehearsal::run() {
  for (const simulators::TargetCommand* command : simulators::target_commands()) {
    if (command->name != settings_.connector) continue;
    auto started = command->start(simulator_io_, clock_, settings_.simulator_arguments);
    if (!started.ok()) return started.error();
    simulator_ = std::move(*started);
  }
  if (!simulator_) return config_error("no simulator is called " + settings_.connector);
  if (auto booted = boot(); !booted.ok()) return booted.error();
  VendorReport report;
  const MonotonicTime began = clock_.now();
  feed();
  std::uint64_t steps_to_crash = 0;
  while (!has_settled() && clock_.now() < began + settings_.patience) {
    if (steps_to_crash == 0 && report.crashes < settings_.crashes)
      steps_to_crash = 1 + random_.below(kStepsUntilACrash);
    if (!step()) break;
    if (!must_crash_ && (steps_to_crash == 0 || --steps_to_crash > 0)) continue;
    crash();
    ++report.crashes;
    if (auto booted = boot(); !booted.ok()) {
      report.violation = booted.error().message;
      return report;
    }
  }
  report.took = std::chrono::floor<milliseconds>(clock_.now() - began);
  finish(report);
  return report;
}

// Once a minute.
void VendorRehearsal::tell(MonotonicTime began) {
  if (clock_.now() < told_ + std::chrono::minutes(1)) return;
  told_ = clock_.now();
  const delivery::LaneStatus lane = hub_->engine->lanes().front().status;
  std::fprintf(stderr, "%8.1f min, %zu held, %zu waiting, %zu under way: %s\n",
               std::chrono::duration<double, std::ratio<60>>(told_ - began).count(),
               hub_->engine->live_cases(), lane.backlog, lane.in_flight, lane.trouble.c_str());
}

void VendorRehearsal::finish(VendorReport& report) const {
  report.accepted = accepted_;
  const auto certificates = hub_->database->certificate_count();
  if (certificates.ok()) report.delivered = static_cast<std::size_t>(*certificates);
  const auto lanes = hub_->engine->lanes();
  report.dead_letters = lanes.front().dead_letters;
  if (!has_settled()) {
    report.trouble = accepted_ < acknowledged_.size() ? refusal_ : lanes.front().status.trouble;
    report.violation = std::to_string(hub_->engine->live_cases()) + " cases are stuck";
  }
}

void VendorRehearsal::serve(const std::function<bool()>& is_over) {
  clock_.advance(kUntilBudgetsAreFull);
  // Who signs what they ask with the time of day is understood.
  clock_.jump(std::max(wall_now() - clock_.wall_now(), milliseconds(0)));
  while (!is_over()) {
    simulator_io_.restart();
    if (simulator_io_.run_one_for(milliseconds(10)) == 0) clock_.advance(std::chrono::seconds(1));
  }
}

}  // namespace hub::simulation
