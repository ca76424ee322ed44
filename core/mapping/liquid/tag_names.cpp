#include "core/mapping/liquid/tag_names.hpp"

#include <array>

namespace hub::mapping::liquid {

namespace {

constexpr std::array<std::string_view, 14> kTags = {"#",       "assign",   "break", "capture", "case",
                                                    "comment", "continue", "cycle", "echo",    "for",
                                                    "if",      "liquid",   "raw",   "unless"};
constexpr std::array<std::string_view, 9> kRefusedTags = {
    "include", "render", "tablerow", "ifchanged", "increment", "decrement", "doc", "snippet", "section"};

}  // namespace

std::span<const std::string_view> all_tags() {
  return kTags;
}

std::span<const std::string_view> refused_tags() {
  return kRefusedTags;
}

}  // namespace hub::mapping::liquid
