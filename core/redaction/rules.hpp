// The rules of the scanner, by what they look at. Private to core/redaction. Each adds what it finds to the
// pass; a position is an offset in pass.text().
#pragma once

#include <cstddef>

#include "core/redaction/scan_pass.hpp"
#include "core/redaction/window.hpp"

namespace hub::redaction {

// Numbers that are digits only: cards, and the numbers that states and banks give out.
void find_numbers(ScanPass& pass, const Window& window);
// Those with letters in them.
void find_mixed_numbers(ScanPass& pass, const Window& window);
// Numbers that only the words before them make personal.
void find_by_topic(ScanPass& pass, const Window& window);
// A vehicle plate whose letters stand apart: "ABC 123".
void find_spaced_plate(ScanPass& pass, const Window& window);
// `at` is the first digit of a group.
void find_phone(ScanPass& pass, std::size_t at);

// `at` is the first digit of a group.
void find_ipv4(ScanPass& pass, std::size_t at);
// `at` holds a ':', '-' or '.'. Returns where the text goes on behind what was looked at.
std::size_t find_ipv6(ScanPass& pass, std::size_t at);
void find_mac(ScanPass& pass, std::size_t at);
// `at` holds the ':' of "://" or the '.' of "www.". Returns where the address ends, or `at` when there is
// none.
std::size_t find_url_query(ScanPass& pass, std::size_t at);

// `at` holds a '@'.
void find_email(ScanPass& pass, std::size_t at);
// Addresses without '@', for strict mode: a pass of its own over the whole text.
void find_spelled_emails(ScanPass& pass);

}  // namespace hub::redaction
