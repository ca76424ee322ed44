// A value that is almost always the default one: one pointer, which is null while it is. A copy copies the
// value. One thread at a time.
#pragma once

#include <memory>

namespace hub {

template <class T>
class Rare {
 public:
  Rare() = default;
  Rare(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Rare(const Rare& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Rare(Rare&&) noexcept = default;
  Rare& operator=(Rare other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }

  const T& operator*() const {
    static const T usual{};
    return value_ ? *value_ : usual;
  }
  const T* operator->() const { return &**this; }
  // To change it; it takes memory from here on.
  T& own() {
    if (!value_) value_ = std::make_unique<T>();
    return *value_;
  }
  std::size_t heap_bytes() const { return value_ ? sizeof(T) : 0; }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace hub
