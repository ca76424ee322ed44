#include "tools/hubctl/delivery_retry.hpp"

#include <algorithm>
#include <map>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/delivery_pages.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

constexpr std::size_t kStep = 100;  // deliveries a request moves: a second's work at most
constexpr std::size_t kMost = 10'000'000;

// What would be moved, by where it goes and why it stopped.
using Radius = std::map<std::vector<std::string>, std::size_t>;

void print_dry_run(const Call& call, const Radius& radius, std::size_t total) {
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().member("dry_run", true).member("matched", static_cast<std::int64_t>(total));
    json.member("retried", std::int64_t{0}).end_object();
    const Buffer line = json.take();
    call.out << line.view() << '\n';
    return;
  }
  Table table({"TENANT", "TARGET", "ERROR", "CODE", "DELIVERIES"});
  for (const auto& [key, count] : radius) table.add({key[0], key[1], key[2], key[3], std::to_string(count)});
  if (total > 0) table.print(call.out);
  call.out << total << " deliveries would be retried\n";
}

void print_progress(const Call& call, std::size_t done, std::size_t total) {
  if (!call.err_is_terminal || total == 0) return;
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = kWidth * done / total;
  call.err << "\rretried " << done << " of " << total << " [" << std::string(filled, '#')
           << std::string(kWidth - filled, '.') << ']' << (done == total ? "\n" : "") << std::flush;
}

Result<std::size_t> retry_step(Call& call, std::span<const std::string> deliveries) {
  admin::JsonWriter json;
  json.begin_object().name("deliveries").begin_array();
  for (const std::string& delivery : deliveries) json.text(delivery);
  json.end_array().end_object();
  const Buffer body = json.take();
  const auto answer = call.hub.post("/api/v1/deliveries/retry", std::string(body.view()));
  if (!answer) return answer.error();
  const model::Value* retried = answer->value().find("retried");
  if (retried == nullptr || !retried->is_integer())
    return transient_error("not_understood", "the hub's answer is not understood");
  return static_cast<std::size_t>(retried->as_integer());
}

int retry_all(Call& call, const std::vector<std::string>& deliveries) {
  std::size_t done = 0, retried = 0;
  while (done < deliveries.size()) {
    const std::size_t step = std::min(kStep, deliveries.size() - done);
    const auto moved = retry_step(call, std::span(deliveries).subspan(done, step));
    if (!moved) {
      if (done > 0) call.err << "\nretried " << retried << " before this went wrong; run it again to go on\n";
      return refused(call, moved.error());
    }
    done += step;
    retried += *moved;
    print_progress(call, done, deliveries.size());
  }
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object()
        .member("dry_run", false)
        .member("matched", static_cast<std::int64_t>(deliveries.size()));
    json.member("retried", static_cast<std::int64_t>(retried)).end_object();
    const Buffer line = json.take();
    call.out << line.view() << '\n';
  } else {
    call.out << retried << " of " << deliveries.size() << " deliveries are on their way again\n";
  }
  return kDone;
}

}  // namespace

int retry_deliveries(Call& call) {
  const bool dry_run = call.find("dry-run") != nullptr;
  if (call.arguments.empty() == !has_filter(call))
    return fail(call, kBadUsage, "name deliveries, or choose them by --tenant, --target, --error-class, ...");
  if (!call.arguments.empty()) {
    if (!dry_run) return retry_all(call, call.arguments);
    print_dry_run(call, {}, call.arguments.size());
    return kDone;
  }
  std::vector<std::string> deliveries;
  Radius radius;
  const auto seen = for_each_delivery(call, "dead_letter", kMost, [&](const model::Value& delivery) {
    deliveries.emplace_back(delivery.text_at("id"));
    const model::Value* error = delivery.find("error");
    ++radius[{std::string(delivery.text_at("tenant")), std::string(delivery.text_at("target")),
              std::string(error != nullptr ? error->text_at("kind") : ""),
              std::string(error != nullptr ? error->text_at("code") : "")}];
    return true;
  });
  if (!seen) return refused(call, seen.error());
  if (!dry_run) return retry_all(call, deliveries);
  print_dry_run(call, radius, deliveries.size());
  return kDone;
}

}  // namespace hub::hubctl
