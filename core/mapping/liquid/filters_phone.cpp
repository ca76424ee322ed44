// The e164 filter: telephone numbers as +<country><number>.
#include <algorithm>
#include <array>

#include "core/mapping/liquid/characters.hpp"
#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/run.hpp"

namespace hub::mapping::liquid::filters {
namespace {

// The country's calling code, and the digit that goes in front of national numbers at home ('\0': none).
struct Country {
  std::string_view name;
  std::string_view code;
  char trunk;
};

constexpr std::array kCountries = {
    Country{"AE", "971", '0'},  Country{"AR", "54", '0'},   Country{"AT", "43", '0'},
    Country{"AU", "61", '0'},   Country{"BE", "32", '0'},   Country{"BG", "359", '0'},
    Country{"BR", "55", '0'},   Country{"CA", "1", '1'},    Country{"CH", "41", '0'},
    Country{"CL", "56", '\0'},  Country{"CN", "86", '0'},   Country{"CO", "57", '\0'},
    Country{"CZ", "420", '\0'}, Country{"DE", "49", '0'},   Country{"DK", "45", '\0'},
    Country{"EE", "372", '\0'}, Country{"ES", "34", '\0'},  Country{"FI", "358", '0'},
    Country{"FR", "33", '0'},   Country{"GB", "44", '0'},   Country{"GR", "30", '\0'},
    Country{"HK", "852", '\0'}, Country{"HR", "385", '0'},  Country{"IE", "353", '0'},
    Country{"IL", "972", '0'},  Country{"IN", "91", '0'},   Country{"IS", "354", '\0'},
    Country{"IT", "39", '\0'},  Country{"JP", "81", '0'},   Country{"KR", "82", '0'},
    Country{"LU", "352", '\0'}, Country{"LV", "371", '\0'}, Country{"MX", "52", '\0'},
    Country{"NL", "31", '0'},   Country{"NO", "47", '\0'},  Country{"NZ", "64", '0'},
    Country{"PL", "48", '\0'},  Country{"PT", "351", '\0'}, Country{"RO", "40", '0'},
    Country{"RS", "381", '0'},  Country{"SE", "46", '0'},   Country{"SG", "65", '\0'},
    Country{"SI", "386", '0'},  Country{"SK", "421", '0'},  Country{"TR", "90", '0'},
    Country{"UA", "380", '0'},  Country{"US", "1", '1'},    Country{"ZA", "27", '0'},
};

constexpr std::size_t kDigitsMin = 7;
constexpr std::size_t kDigitsMax = 15;

// Digits, and '+' in front; empty when there is anything that no telephone number holds.
std::string_view dialled(Run& run, std::string_view text) {
  TextBuilder out = run.text_builder();
  for (const char c : trim(text)) {
    if (is_digit(c) || (c == '+' && out.size() == 0)) {
      out.push_back(c);
    } else if (!is_space(c) && std::string_view("-./()").find(c) == std::string_view::npos) {
      return {};
    }
  }
  return out.view();
}

}  // namespace

// Null for what cannot be a number people can be called on, and for a national number without a country.
Cell e164(Run& run, const FilterInput& input) {
  std::string_view number = dialled(run, run.text_of(input.value));
  TextBuilder out = run.text_builder();
  out.push_back('+');
  if (number.starts_with('+')) {
    number.remove_prefix(1);
    if (number.starts_with('0')) return {};
  } else if (number.starts_with("00")) {
    number.remove_prefix(2);
  } else if (!input.arguments.empty() && !input.arguments[0].is_null()) {
    const std::string_view name = run.text_of(input.arguments[0]);
    const auto* country = std::ranges::find(kCountries, name, &Country::name);
    if (country == kCountries.end())
      return run.fail("e164: the country is unknown (two capital letters)"), Cell();
    if (country->trunk != '\0' && number.starts_with(country->trunk)) number.remove_prefix(1);
    out.append(country->code);
  } else {
    return {};
  }
  if (number.find('+') != std::string_view::npos) return {};
  out.append(number);
  const std::size_t digits = out.size() - 1;
  return digits < kDigitsMin || digits > kDigitsMax ? Cell() : run.finish(out);
}

}  // namespace hub::mapping::liquid::filters
