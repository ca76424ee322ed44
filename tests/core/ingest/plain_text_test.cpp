#include "core/ingest/plain_text.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

namespace {
std::string plain(std::string_view text) {
  hub::model::Arena arena;
  return std::string(hub::ingest::to_plain_text(text, arena));
}
}  // namespace

BOOST_AUTO_TEST_SUITE(plain_text)

BOOST_AUTO_TEST_CASE(text_that_is_no_html_stays_as_it_is) {
  for (const char* text : {"", "hello", "a < b and c > d", "1<2>0", "<anna@example.com>", "<3 you",
                           "Tom &amp; Jerry", "if (a<b) x", "<b", "<", "</", "<!", "<!-- open",
                           "<unknown>x</unknown>", "<p unclosed", "5 <i8>", "å<ö>"}) {
    BOOST_TEST(plain(text) == text);
  }
}

BOOST_AUTO_TEST_CASE(tags_go_and_their_text_stays) {
  const std::pair<const char*, const char*> vectors[] = {
      {"<b>bold</b> and <i class=\"x\">more</i>", "bold and more"},
      {"<p>one</p><p>two</p>", "one\ntwo"},
      {"one<br>two<BR/>three<br />", "one\ntwo\nthree"},
      {"<ul><li>a</li><li>b</li></ul>", "a\nb"},
      {"<a href='https://x.example/?a=1>2'>link</a>", "link"},
      {"<div>Tom &amp; Jerry &lt;3 &#8364; &#x1F600;&nbsp;!</div>",
       "Tom & Jerry <3 \u20ac \U0001F600\u00a0!"},
      {"a<script>alert('</b>')</script>b<style>p{}</style>c", "abc"},
      {"a<!-- secret -->b", "ab"},
      {"<!DOCTYPE html><html><body>x</body></html>", "x"},
      {"a<script>never closed", "a"},
      {"<b>1 < 2 &bogus; &#0; &#xD800; &amp</b>", "1 < 2 &bogus; &#0; &#xD800; &amp"},
  };
  for (const auto& [html, text] : vectors) BOOST_TEST(plain(html) == text);
}

BOOST_AUTO_TEST_CASE(a_reference_never_turns_into_markup_that_is_read_again) {
  BOOST_TEST(plain("<b>x</b>&lt;script&gt;y&lt;/script&gt;") == "x<script>y</script>");
}

BOOST_AUTO_TEST_SUITE_END()
