#include "core/proof/scanner.hpp"

#include <zlib.h>
#include <zstd.h>

#include <boost/test/unit_test.hpp>
#include <set>

#include "core/base/base64.hpp"
#include "core/base/random.hpp"
#include "core/proof/encodings.hpp"

using namespace hub;
using namespace hub::proof;

namespace {

const std::string kMarker = "7f3a91c05be24d68b7e0451f9a2c83d6";

PatternSet patterns_of(std::string_view marker, std::vector<EncodedMarker>& encodings) {
  PatternSet patterns;
  encodings = encodings_of(marker);
  for (std::uint32_t i = 0; i < encodings.size(); ++i) patterns.add(encodings[i].bytes, i);
  return patterns;
}

std::string noise(std::size_t size, std::uint64_t seed) {
  SeededRandom random(seed);
  std::string bytes(size, '\0');
  random.fill(std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

std::set<std::string> encodings_found(const std::string& bytes, std::string_view marker = kMarker) {
  std::vector<EncodedMarker> encodings;
  const PatternSet patterns = patterns_of(marker, encodings);
  std::set<std::string> found;
  scan(bytes, patterns, [&](const Hit& hit) {
    std::string name(encodings[hit.id].encoding);
    if (!hit.inside.empty()) name += " in " + std::string(hit.inside);
    found.insert(name);
  });
  return found;
}

std::string gzip(const std::string& text, int window_bits) {
  std::string out(text.size() + 256, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(residue_scan)

BOOST_AUTO_TEST_CASE(every_encoding_planted_in_noise_is_found) {
  for (const EncodedMarker& planted : encodings_of(kMarker)) {
    const std::string bytes = noise(10'000, 1) + planted.bytes + noise(10'000, 2);
    BOOST_TEST(encodings_found(bytes).contains(std::string(planted.encoding)), planted.encoding);
  }
}

BOOST_AUTO_TEST_CASE(a_text_with_special_characters_is_found_as_each_format_writes_it) {
  const std::string text = "O'Neil & \"Sons\" <at> 12/7 tel";
  BOOST_TEST(encodings_found(R"(O'Neil & \"Sons\" <at> 12/7 tel)", text).contains("json"));
  BOOST_TEST(encodings_found(R"(O'Neil & \"Sons\" <at> 12\/7 tel)", text).contains("json (slashes too)"));
  BOOST_TEST(encodings_found("O&#39;Neil &amp; &quot;Sons&quot; &lt;at&gt; 12/7 tel", text).contains("html"));
  BOOST_TEST(
      encodings_found("O%27Neil%20%26%20%22Sons%22%20%3Cat%3E%2012%2F7%20tel", text).contains("percent"));
}

BOOST_AUTO_TEST_CASE(a_text_beyond_ascii_is_found_by_its_characters) {
  const std::string text =
      "Åsa i Umeå \U0001F600 \xff ok";  // the byte that is no character stands for itself
  const std::u16string units = u"Åsa i Umeå \U0001F600 \u00ff ok";
  std::string little, big;
  for (const char16_t unit : units) {
    little += {static_cast<char>(unit & 0xff), static_cast<char>(unit >> 8)};
    big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xff)};
  }
  BOOST_TEST(encodings_found(little, text).contains("utf-16le"));
  BOOST_TEST(encodings_found(big, text).contains("utf-16be"));
  BOOST_TEST(
      encodings_found(R"(\u00c5sa i Ume\u00e5 \ud83d\ude00 \u00ff ok)", text).contains("json (ascii)"));
  BOOST_TEST(encodings_found(R"(\u00C5sa i Ume\u00E5 \uD83D\uDE00 \u00FF ok)", text)
                 .contains("json (ascii, upper case)"));
  const std::string references =
      "&#xc5;&#x73;&#x61;&#x20;&#x69;&#x20;&#x55;&#x6d;&#x65;&#xe5;&#x20;&#x1f600;&#x20;&#xff;&#x20;&#x6f;"
      "&#x6b;";
  BOOST_TEST(encodings_found(references, text).contains("html (hex)"));
}

BOOST_AUTO_TEST_CASE(base64_is_found_wherever_the_marker_stands_in_it) {
  for (std::size_t before = 0; before < 6; ++before) {
    const std::string text = std::string(before, 'x') + kMarker + "yz";
    BOOST_TEST(!encodings_found(base64_encode(text)).empty(), before);
    BOOST_TEST(!encodings_found(base64url_encode(text)).empty(), before);
  }
}

BOOST_AUTO_TEST_CASE(compressed_streams_are_opened_wherever_they_begin) {
  const std::string text = noise(50, 3) + "{\"text\":\"" + kMarker + "\"}" + std::string(3000, 'a');
  BOOST_TEST(encodings_found(noise(777, 4) + gzip(text, 15 + 16) + noise(99, 5)).contains("raw in gzip"));
  BOOST_TEST(encodings_found(noise(777, 4) + gzip(text, 15) + noise(99, 5)).contains("raw in zlib"));
  BOOST_TEST(encodings_found(noise(777, 4) + zstd(text) + noise(99, 5)).contains("raw in zstd"));
}

BOOST_AUTO_TEST_CASE(noise_alone_gives_no_hit) {
  BOOST_TEST(encodings_found(noise(5'000'000, 6)).empty());
}

BOOST_AUTO_TEST_CASE(a_pattern_across_two_pieces_of_a_stream_is_found_once) {
  std::vector<EncodedMarker> encodings;
  const PatternSet patterns = patterns_of(kMarker, encodings);
  std::string bytes = noise(12u << 20, 7);
  std::set<std::uint64_t> planted;
  for (std::uint64_t at = 1'000'003; at + 100 < bytes.size(); at += 1'048'573) {
    bytes.replace(at, kMarker.size(), kMarker);
    planted.insert(at);
  }
  for (std::uint64_t border = (4u << 20) - 10; border < bytes.size() - 100; border += 4u << 20) {
    bytes.replace(border, kMarker.size(), kMarker);
    planted.insert(border);
  }
  std::size_t position = 0;
  std::multiset<std::uint64_t> found;
  const auto read = [&](char* into, std::size_t size) -> Result<std::size_t> {
    const std::size_t count = std::min<std::size_t>({size, bytes.size() - position, 100'003});
    std::copy_n(bytes.data() + position, count, into);
    position += count;
    return count;
  };
  BOOST_TEST(scan_stream(read, patterns, [&](const Hit& hit) { found.insert(hit.offset); }).ok());
  BOOST_TEST(found.size() == planted.size());
  BOOST_TEST(std::ranges::equal(found, planted));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_said_to_be_not_scanned) {
  const PatternSet patterns;
  const auto scanned = scan_file("/nonexistent/file", patterns, [](const Hit&) {});
  BOOST_TEST(scanned.error().code == "not_scanned");
}

BOOST_AUTO_TEST_SUITE_END()
