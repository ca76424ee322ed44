// Counters, gauges and histograms, and their text form for Prometheus. Numbers only: names and labels are
// fixed or come from the configuration, never from a case.
//
// Registration and expose() from any thread; so are updates, which cost one atomic operation. What the
// registry hands out lives as long as the registry.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace hub::metrics {

class Counter {
 public:
  void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(std::int64_t amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

// Durations, in buckets from a millisecond to an hour.
class Histogram {
 public:
  void observe(std::chrono::microseconds duration);

 private:
  friend class Registry;
  static constexpr std::size_t kBuckets = 16;
  std::atomic<std::uint64_t> buckets_[kBuckets + 1] = {};
  std::atomic<std::uint64_t> sum_us_{0};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

class Registry {
 public:
  // The same name and labels give the same object. A name means one kind of metric: asking for another is a
  // bug.
  Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels = {});

  // The text format of Prometheus, version 0.0.4.
  std::string expose() const;

 private:
  struct Family {
    std::string help, type;
    // By the labels as they are written: {tenant="acme"}.
    std::map<std::string, std::unique_ptr<Counter>> counters;
    std::map<std::string, std::unique_ptr<Gauge>> gauges;
    std::map<std::string, std::unique_ptr<Histogram>> histograms;
  };
  Family& family(const std::string& name, const std::string& help, const char* type);
  static void expose_histogram(const std::string& name, const std::string& labels, const Histogram& histogram,
                               std::string& out);

  mutable std::mutex mutex_;
  std::map<std::string, Family> families_;
};

}  // namespace hub::metrics
