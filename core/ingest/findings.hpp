// What is wrong with a document, found all at once: a JSON Pointer and a fixed sentence each. Input cannot
// leak into them: names and sentences are compile-time texts, only indexes come from the document. Values;
// one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hub::ingest {

// Can only be made from a constant.
struct StaticText {
  consteval StaticText(const char* constant) : text(constant) {}
  std::string_view text;
};

// Where in a document: a chain of members and items that lives on the stack. A parent outlives its children.
class Path {
 public:
  Path() = default;
  Path member(StaticText name) const { return Path(this, name.text, 0); }
  Path item(std::size_t index) const { return Path(this, {}, index); }
  // RFC 6901; "" is the whole document.
  std::string pointer() const;

 private:
  Path(const Path* parent, std::string_view name, std::size_t index)
      : parent_(parent), name_(name), index_(index) {}

  const Path* parent_ = nullptr;
  std::string_view name_;  // empty: an item
  std::size_t index_ = 0;
};

struct Finding {
  std::string pointer;
  std::string_view detail;
};

class Findings {
 public:
  static constexpr std::size_t kMax = 32;

  // Beyond kMax only the fact is kept that there are more.
  void add(const Path& at, StaticText detail) {
    if (items_.size() == kMax) {
      more_ = true;
      return;
    }
    items_.push_back({at.pointer(), detail.text});
  }
  bool empty() const { return items_.empty(); }
  bool has_more() const { return more_; }
  const std::vector<Finding>& items() const { return items_; }

 private:
  std::vector<Finding> items_;
  bool more_ = false;
};

}  // namespace hub::ingest
