// Every filter of the language, by family. Each follows FilterFunction's contract. Any thread, one Run each.
#pragma once

#include "core/mapping/liquid/filter_spec.hpp"

namespace hub::mapping::liquid::filters {

// Text.
Cell append(Run& run, const FilterInput& input);
Cell prepend(Run& run, const FilterInput& input);
Cell upcase(Run& run, const FilterInput& input);
Cell downcase(Run& run, const FilterInput& input);
Cell capitalize(Run& run, const FilterInput& input);
Cell strip(Run& run, const FilterInput& input);
Cell lstrip(Run& run, const FilterInput& input);
Cell rstrip(Run& run, const FilterInput& input);
Cell strip_newlines(Run& run, const FilterInput& input);
Cell newline_to_br(Run& run, const FilterInput& input);
Cell replace(Run& run, const FilterInput& input);
Cell replace_first(Run& run, const FilterInput& input);
Cell replace_last(Run& run, const FilterInput& input);
Cell split(Run& run, const FilterInput& input);
Cell slice(Run& run, const FilterInput& input);
Cell size(Run& run, const FilterInput& input);
Cell truncate(Run& run, const FilterInput& input);
Cell truncatewords(Run& run, const FilterInput& input);
Cell bytes_truncate(Run& run, const FilterInput& input);

// Markup and encodings.
Cell escape(Run& run, const FilterInput& input);
Cell escape_once(Run& run, const FilterInput& input);
Cell xml_escape(Run& run, const FilterInput& input);
Cell strip_html(Run& run, const FilterInput& input);
Cell url_encode(Run& run, const FilterInput& input);
Cell url_decode(Run& run, const FilterInput& input);
Cell base64_encode(Run& run, const FilterInput& input);
Cell base64_decode(Run& run, const FilterInput& input);
Cell base64_url_safe_encode(Run& run, const FilterInput& input);
Cell base64_url_safe_decode(Run& run, const FilterInput& input);
Cell json(Run& run, const FilterInput& input);
Cell csv(Run& run, const FilterInput& input);
Cell url_host(Run& run, const FilterInput& input);
Cell strip_query(Run& run, const FilterInput& input);

// Numbers.
Cell abs(Run& run, const FilterInput& input);
Cell at_least(Run& run, const FilterInput& input);
Cell at_most(Run& run, const FilterInput& input);
Cell ceil(Run& run, const FilterInput& input);
Cell floor(Run& run, const FilterInput& input);
Cell round(Run& run, const FilterInput& input);
Cell plus(Run& run, const FilterInput& input);
Cell minus(Run& run, const FilterInput& input);
Cell times(Run& run, const FilterInput& input);
Cell divided_by(Run& run, const FilterInput& input);
Cell modulo(Run& run, const FilterInput& input);

// Arrays.
Cell join(Run& run, const FilterInput& input);
Cell first(Run& run, const FilterInput& input);
Cell last(Run& run, const FilterInput& input);
Cell concat(Run& run, const FilterInput& input);
Cell reverse(Run& run, const FilterInput& input);
Cell compact(Run& run, const FilterInput& input);
Cell uniq(Run& run, const FilterInput& input);
Cell sort(Run& run, const FilterInput& input);
Cell sort_natural(Run& run, const FilterInput& input);
Cell map(Run& run, const FilterInput& input);
Cell sum(Run& run, const FilterInput& input);
Cell where(Run& run, const FilterInput& input);
Cell reject(Run& run, const FilterInput& input);
Cell find(Run& run, const FilterInput& input);
Cell find_index(Run& run, const FilterInput& input);
Cell has(Run& run, const FilterInput& input);

// Time.
Cell date(Run& run, const FilterInput& input);
Cell iso8601(Run& run, const FilterInput& input);
Cell epoch_ms(Run& run, const FilterInput& input);
Cell tz(Run& run, const FilterInput& input);

// The rest.
Cell default_value(Run& run, const FilterInput& input);
Cell lookup(Run& run, const FilterInput& input);
Cell e164(Run& run, const FilterInput& input);
Cell mask(Run& run, const FilterInput& input);
Cell redact(Run& run, const FilterInput& input);
Cell token(Run& run, const FilterInput& input);

}  // namespace hub::mapping::liquid::filters
