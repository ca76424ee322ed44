// A value or an Error: the one way a function reports failure. Same shape as std::expected, which GCC 12
// lacks.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/base/assert.hpp"
#include "core/base/error.hpp"

namespace hub {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Precondition: ok().
  T& value() & { return HUB_ASSERT(ok()), *std::get_if<0>(&state_); }
  const T& value() const& { return HUB_ASSERT(ok()), *std::get_if<0>(&state_); }
  T&& value() && { return HUB_ASSERT(ok()), std::move(*std::get_if<0>(&state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Precondition: !ok().
  const Error& error() const& { return HUB_ASSERT(!ok()), *std::get_if<1>(&state_); }
  Error&& error() && { return HUB_ASSERT(!ok()), std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return HUB_ASSERT(error_.has_value()), *error_; }
  Error&& error() && { return HUB_ASSERT(error_.has_value()), std::move(*error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace hub
