#include "core/base/metrics.hpp"

#include <algorithm>
#include <array>

#include "core/base/assert.hpp"

namespace hub::metrics {
namespace {

struct Bound {
  std::uint64_t microseconds;
  const char* seconds;
};
constexpr std::array<Bound, 16> kBounds = {{{1'000, "0.001"},
                                            {2'500, "0.0025"},
                                            {5'000, "0.005"},
                                            {10'000, "0.01"},
                                            {25'000, "0.025"},
                                            {50'000, "0.05"},
                                            {100'000, "0.1"},
                                            {250'000, "0.25"},
                                            {500'000, "0.5"},
                                            {1'000'000, "1"},
                                            {2'500'000, "2.5"},
                                            {5'000'000, "5"},
                                            {10'000'000, "10"},
                                            {60'000'000, "60"},
                                            {600'000'000, "600"},
                                            {3'600'000'000, "3600"}}};

std::string escape(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') escaped += '\\';
    if (c == '\n')
      escaped += "\\n";
    else
      escaped += c;
  }
  return escaped;
}

std::string write_labels(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    text += text.empty() ? '{' : ',';
    text += name + "=\"" + escape(value) + '"';
  }
  return text.empty() ? text : text + '}';
}

template <class Metric>
Metric& find_or_make(std::map<std::string, std::unique_ptr<Metric>>& metrics, const Labels& labels) {
  auto& metric = metrics[write_labels(labels)];
  if (!metric) metric = std::make_unique<Metric>();
  return *metric;
}

}  // namespace

void Histogram::observe(std::chrono::microseconds duration) {
  const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  const auto bound = std::ranges::find_if(kBounds, [&](const Bound& b) { return us <= b.microseconds; });
  buckets_[bound - kBounds.begin()].fetch_add(1, std::memory_order_relaxed);
  sum_us_.fetch_add(us, std::memory_order_relaxed);
}

Registry::Family& Registry::family(const std::string& name, const std::string& help, const char* type) {
  Family& family = families_[name];
  if (family.type.empty()) {
    family.help = help;
    family.type = type;
  }
  HUB_ASSERT(family.type == type);
  return family;
}

Counter& Registry::counter(const std::string& name, const std::string& help, const Labels& labels) {
  const std::scoped_lock lock(mutex_);
  return find_or_make(family(name, help, "counter").counters, labels);
}

Gauge& Registry::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  const std::scoped_lock lock(mutex_);
  return find_or_make(family(name, help, "gauge").gauges, labels);
}

Histogram& Registry::histogram(const std::string& name, const std::string& help, const Labels& labels) {
  const std::scoped_lock lock(mutex_);
  return find_or_make(family(name, help, "histogram").histograms, labels);
}

void Registry::expose_histogram(const std::string& name, const std::string& labels,
                                const Histogram& histogram, std::string& out) {
  const std::string inner = labels.empty() ? "{" : labels.substr(0, labels.size() - 1) + ',';
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i <= Histogram::kBuckets; ++i) {
    seen += histogram.buckets_[i].load(std::memory_order_relaxed);
    const char* bound = i < kBounds.size() ? kBounds[i].seconds : "+Inf";
    out += name + "_bucket" + inner + "le=\"" + bound + "\"} " + std::to_string(seen) + '\n';
  }
  const std::uint64_t sum_us = histogram.sum_us_.load(std::memory_order_relaxed);
  std::string fraction = std::to_string(sum_us % 1'000'000);
  fraction.insert(0, 6 - fraction.size(), '0');
  out += name + "_sum" + labels + ' ' + std::to_string(sum_us / 1'000'000) + '.' + fraction + '\n';
  out += name + "_count" + labels + ' ' + std::to_string(seen) + '\n';
}

std::string Registry::expose() const {
  const std::scoped_lock lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_) {
    out += "# HELP " + name + ' ' + family.help + "\n# TYPE " + name + ' ' + family.type + '\n';
    for (const auto& [labels, counter] : family.counters)
      out += name + labels + ' ' + std::to_string(counter->value()) + '\n';
    for (const auto& [labels, gauge] : family.gauges)
      out += name + labels + ' ' + std::to_string(gauge->value()) + '\n';
    for (const auto& [labels, histogram] : family.histograms) expose_histogram(name, labels, *histogram, out);
  }
  return out;
}

}  // namespace hub::metrics
