#include <algorithm>
#include <array>

#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/filter_spec.hpp"

namespace hub::mapping::liquid {
namespace {

using namespace filters;

constexpr auto kMask = Lowering::mask;
constexpr auto kRedact = Lowering::redact;
constexpr auto kNoLowering = Lowering::none;

// Name, function, fewest and most arguments, keyword, effect on the class, part of the input.
constexpr std::array kFilters = {
    FilterSpec{"abs", filters::abs, 0, 0},
    FilterSpec{"append", append, 1, 1},
    FilterSpec{"at_least", at_least, 1, 1},
    FilterSpec{"at_most", at_most, 1, 1},
    FilterSpec{"base64_decode", base64_decode, 0, 0},
    FilterSpec{"base64_encode", base64_encode, 0, 0},
    FilterSpec{"base64_url_safe_decode", base64_url_safe_decode, 0, 0},
    FilterSpec{"base64_url_safe_encode", base64_url_safe_encode, 0, 0},
    FilterSpec{"bytes_truncate", bytes_truncate, 1, 2},
    FilterSpec{"capitalize", capitalize, 0, 0},
    FilterSpec{"ceil", filters::ceil, 0, 0},
    FilterSpec{"compact", compact, 0, 1, "", kNoLowering, Selects::same},
    FilterSpec{"concat", concat, 1, 1},
    FilterSpec{"csv", csv, 0, 1},
    FilterSpec{"date", date, 1, 1},
    FilterSpec{"default", default_value, 0, 1, "allow_false"},
    FilterSpec{"divided_by", divided_by, 1, 1},
    FilterSpec{"downcase", downcase, 0, 0},
    FilterSpec{"e164", e164, 0, 1},
    FilterSpec{"epoch_ms", epoch_ms, 0, 0},
    FilterSpec{"escape", escape, 0, 0},
    FilterSpec{"escape_once", escape_once, 0, 0},
    FilterSpec{"find", find, 1, 2, "", kNoLowering, Selects::element},
    FilterSpec{"find_index", find_index, 1, 2},
    FilterSpec{"first", first, 0, 0, "", kNoLowering, Selects::element},
    FilterSpec{"floor", filters::floor, 0, 0},
    FilterSpec{"h", escape, 0, 0},
    FilterSpec{"has", has, 1, 2},
    FilterSpec{"iso8601", iso8601, 0, 0},
    FilterSpec{"join", join, 0, 1},
    FilterSpec{"json", json, 0, 0},
    FilterSpec{"last", last, 0, 0, "", kNoLowering, Selects::element},
    FilterSpec{"lookup", lookup, 1, 2},
    FilterSpec{"lstrip", lstrip, 0, 0},
    FilterSpec{"map", map, 1, 1, "", kNoLowering, Selects::property},
    FilterSpec{"mask", mask, 0, 2, "", kMask},
    FilterSpec{"minus", minus, 1, 1},
    FilterSpec{"modulo", modulo, 1, 1},
    FilterSpec{"newline_to_br", newline_to_br, 0, 0},
    FilterSpec{"plus", plus, 1, 1},
    FilterSpec{"prepend", prepend, 1, 1},
    FilterSpec{"redact", redact, 0, 4, "", kRedact},
    FilterSpec{"reject", reject, 1, 2, "", kNoLowering, Selects::same},
    FilterSpec{"remove", replace, 1, 1},
    FilterSpec{"remove_first", replace_first, 1, 1},
    FilterSpec{"remove_last", replace_last, 1, 1},
    FilterSpec{"replace", replace, 1, 2},
    FilterSpec{"replace_first", replace_first, 1, 2},
    FilterSpec{"replace_last", replace_last, 2, 2},
    FilterSpec{"reverse", reverse, 0, 0, "", kNoLowering, Selects::same},
    FilterSpec{"round", filters::round, 0, 1},
    FilterSpec{"rstrip", rstrip, 0, 0},
    FilterSpec{"size", size, 0, 0, "", kNoLowering, Selects::count},
    FilterSpec{"slice", slice, 1, 2, "", kNoLowering, Selects::same},
    FilterSpec{"sort", sort, 0, 1, "", kNoLowering, Selects::same},
    FilterSpec{"sort_natural", sort_natural, 0, 1, "", kNoLowering, Selects::same},
    FilterSpec{"split", split, 1, 1},
    FilterSpec{"strip", strip, 0, 0},
    FilterSpec{"strip_html", strip_html, 0, 0},
    FilterSpec{"strip_newlines", strip_newlines, 0, 0},
    FilterSpec{"strip_query", strip_query, 0, 0},
    FilterSpec{"sum", sum, 0, 1, "", kNoLowering, Selects::property},
    FilterSpec{"times", times, 1, 1},
    FilterSpec{"token", token, 0, 1, "", kMask},
    FilterSpec{"truncate", filters::truncate, 0, 2},
    FilterSpec{"truncatewords", truncatewords, 0, 2},
    FilterSpec{"tz", tz, 1, 1},
    FilterSpec{"uniq", uniq, 0, 1, "", kNoLowering, Selects::same},
    FilterSpec{"upcase", upcase, 0, 0},
    FilterSpec{"url_decode", url_decode, 0, 0},
    FilterSpec{"url_encode", url_encode, 0, 0},
    FilterSpec{"url_host", url_host, 0, 0},
    FilterSpec{"where", where, 1, 2, "", kNoLowering, Selects::same},
    FilterSpec{"xml_escape", xml_escape, 0, 0},
};

static_assert(std::ranges::is_sorted(kFilters, {}, &FilterSpec::name));

}  // namespace

std::span<const FilterSpec> all_filters() {
  return kFilters;
}

const FilterSpec* find_filter(std::string_view name) {
  const auto* found = std::ranges::lower_bound(kFilters, name, {}, &FilterSpec::name);
  return found != kFilters.end() && found->name == name ? found : nullptr;
}

}  // namespace hub::mapping::liquid
