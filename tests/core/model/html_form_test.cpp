#include "core/model/html_form.hpp"

#include <boost/test/unit_test.hpp>

namespace hub::model {

BOOST_AUTO_TEST_SUITE(html_form)

BOOST_AUTO_TEST_CASE(text_comes_back_from_its_html) {
  for (const char* text : {"", "a < b & c > d", "one\ntwo\n\nthree", "<script>alert('x')</script>",
                           "&lt; stays", "O'Neil said \"hi\"", "\U0001F44D \u4f60\u597d"}) {
    Arena arena;
    BOOST_TEST(to_text(to_html(text, arena), arena) == text);
  }
}

BOOST_AUTO_TEST_CASE(html_holds_no_tag_of_the_text) {
  Arena arena;
  BOOST_TEST(to_html("<b>&\r\n", arena) == "&lt;b&gt;&amp;<br>");
}

BOOST_AUTO_TEST_CASE(what_an_editor_makes_of_it_reads_the_same) {
  Arena arena;
  BOOST_TEST(to_text("<div><p class=\"x\">a&nbsp;&#39;b&#39;<br />c</p></div>", arena) == "a 'b'\nc\n\n");
  BOOST_TEST(to_text("cut <b", arena) == "cut ");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::model
