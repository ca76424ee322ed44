// The filters that this hub adds to Liquid, and its dates and time zones.
#include <boost/test/unit_test.hpp>

#include "tests/core/mapping/liquid/liquid_fixture.hpp"

namespace hub::mapping::liquid {
namespace {

using test::render;

std::string render_in(std::string_view zone, std::string_view text, std::string_view json = "{}") {
  RenderContext context;
  context.time_zone = zone;
  return render(text, json, context);
}

BOOST_AUTO_TEST_SUITE(extra_filters)

BOOST_AUTO_TEST_CASE(now_is_the_time_of_the_event) {
  BOOST_TEST(render(R"({{ "now" | date: "%Y-%m-%d %H:%M:%S.%L" }})") == "2016-03-14 10:20:30.123");
  BOOST_TEST(render(R"({{ "now" | iso8601 }} {{ "today" | epoch_ms }})") ==
             "2016-03-14T10:20:30.123Z 1457950830123");
  BOOST_TEST(render_in("Europe/Stockholm", R"({{ "now" | date: "%H:%M %Z %z" }})") == "11:20 CET +0100");
}

BOOST_AUTO_TEST_CASE(a_zone_follows_summer_time) {
  const char* text = R"({{ t | tz: "America/New_York" }})";
  BOOST_TEST(render(text, R"({"t":"2026-07-01T12:00:00Z"})") == "2026-07-01T08:00:00-04:00");
  BOOST_TEST(render(text, R"({"t":"2026-12-01T12:00:00.5Z"})") == "2026-12-01T07:00:00.500-05:00");
  BOOST_TEST(render(R"({{ t | tz: "Europe/Stockholm" | date: "%d %H:%M" }})",
                    R"({"t":"2026-07-01T23:30:00Z"})") == "02 01:30");
  BOOST_TEST(render(R"({{ t | tz: z }})", R"({"t":0,"z":"../../etc/passwd"})") ==
             "error: line 1, column 8: tz: the time zone is unknown");
}

BOOST_AUTO_TEST_CASE(a_text_keeps_the_offset_it_names) {
  const char* json = R"({"t":"2016-03-14T10:20:30+05:30"})";
  BOOST_TEST(render_in("Europe/Stockholm", R"({{ t | date: "%H:%M %:z" }})", json) == "10:20 +05:30");
  BOOST_TEST(render(R"({{ t | iso8601 }} {{ t | epoch_ms }})", json) ==
             "2016-03-14T10:20:30+05:30 1457931030000");
}

BOOST_AUTO_TEST_CASE(dates_are_read_in_the_ways_people_write_them) {
  for (const char* text : {"2016-03-14 10:20", "14 March 2016 10:20", "March 14th, 2016 10:20 am",
                           "Mon, 14 Mar 2016 10:20:00 +0000", "20160314T102000", "14/3/2016 10:20",
                           "14.3.2016 10:20", "2016/03/14 10:20:00", "Mar 14 10:20"}) {
    BOOST_TEST(
        render(R"({{ t | date: "%F %R" }})", std::string(R"({"t":")") + text + "\"}") == "2016-03-14 10:20",
        text);
  }
  for (const char* text : {"hello", "2016-13-01", "99:99", "2016-03-41"}) {
    BOOST_TEST(render(R"({{ t | date: "%F" }})", std::string(R"({"t":")") + text + "\"}") == text);
    BOOST_TEST(render(R"({{ t | iso8601 }})", std::string(R"({"t":")") + text + "\"}") ==
               "error: line 1, column 8: iso8601: the input is not a date");
  }
  BOOST_TEST(render(R"([{{ t | iso8601 }}{{ "" | epoch_ms }}])") == "[]");
}

BOOST_AUTO_TEST_CASE(dates_are_written_with_every_directive) {
  const std::pair<const char*, const char*> cases[] = {
      {"%A %a %B %b %h", "Monday Mon March Mar Mar"},
      {"%C %y %G %g %V %U %W", "20 16 2016 16 11 11 11"},
      {"%d %e %j %u %w", "14 14 074 1 1"},
      {"%H %I %k %l %M %S %p %P", "10 10 10 10 20 30 AM am"},
      {"%L %N %3N %6N", "123 123000000 123 123000"},
      {"%s", "1457950830"},
      {"%z %:z %::z %Z", "+0000 +00:00 +00:00:00 UTC"},
      {"%c", "Mon Mar 14 10:20:30 2016"},
      {"%D %F %T %R %r", "03/14/16 2016-03-14 10:20:30 10:20 10:20:30 AM"},
      {"%x %X %v", "03/14/16 10:20:30 14-MAR-2016"},
      {"%-m %_m %05d %^a %#p", "3  3 00014 MON am"},
      {"%% %n%t|", "% \n\t|"},
      {"%Q %", "%Q %"},
      {"%10A|%-d", "    Monday|14"},
  };
  for (const auto& [format, expected] : cases) {
    BOOST_TEST(render(std::string("{{ 'now' | date: \"") + format + "\" }}") == expected, format);
  }
  BOOST_TEST(render("{{ '2021-01-03' | date: '%G-W%V' }} {{ '2020-12-31' | date: '%G-W%V' }}") ==
             "2020-W53 2020-W53");
}

BOOST_AUTO_TEST_CASE(json_writes_any_value) {
  const char* json = R"({"a":[1,-2.5,true,null,"x\n\"y\""],"b":{"c":{}}})";
  BOOST_TEST(render("{{ a | json }}{{ b | json }}{{ nothing | json }}", json) ==
             "[1,-2.5,true,null,\"x\\n\\\"y\\\"\"]{\"c\":{}}null");
  BOOST_TEST(render("{{ (1..3) | json }}") == "[1,2,3]");
}

BOOST_AUTO_TEST_CASE(phone_numbers_become_e164) {
  BOOST_TEST(render(R"({{ "070-123 45 67" | e164: "SE" }})") == "+46701234567");
  BOOST_TEST(render(R"({{ "+46 (70) 123.45.67" | e164 }} {{ "004670 1234567" | e164 }})") ==
             "+46701234567 +46701234567");
  BOOST_TEST(render(R"({{ "1 (212) 555-0100" | e164: "US" }} {{ "2125550100" | e164: "US" }})") ==
             "+12125550100 +12125550100");
  BOOST_TEST(
      render(
          R"([{{ "call me" | e164: "SE" }}{{ "070-1" | e164: "SE" }}{{ "0701234567" | e164 }}{{ n | e164 }}])") ==
      "[]");
  BOOST_TEST(render(R"({{ "0701234567" | e164: "XX" }})").starts_with("error: "));
}

BOOST_AUTO_TEST_CASE(lookup_translates_by_a_table) {
  model::Arena arena;
  model::JsonParser parser;
  RenderContext context;
  context.tables = *parser.parse(R"({"owners":{"agent-7":"005A","5":"five"}})", arena);
  BOOST_TEST(render(R"({{ "agent-7" | lookup: "owners" }} {{ 5 | lookup: "owners" }})", "{}", context) ==
             "005A five");
  BOOST_TEST(render(R"([{{ "x" | lookup: "owners" }}]{{ "x" | lookup: "owners", "queue" }})", "{}",
                    context) == "[]queue");
  BOOST_TEST(render(R"({{ "x" | lookup: "groups" }})", "{}", context) ==
             "error: line 1, column 10: lookup: there is no table of that name");
}

BOOST_AUTO_TEST_CASE(bytes_truncate_never_splits_a_character) {
  BOOST_TEST(render(R"({{ "åäö" | bytes_truncate: 5, "" }}|{{ "åäö" | bytes_truncate: 6 }})") == "åä|åäö");
  BOOST_TEST(render(R"({{ "Ground control" | bytes_truncate: 9 }})") == "Ground...");
  BOOST_TEST(render(R"({{ "Ground control" | bytes_truncate: 2 }})").starts_with("error: "));
}

BOOST_AUTO_TEST_CASE(a_mask_shows_a_third_and_never_more_than_four) {
  BOOST_TEST(render(R"({{ "4111111111111111" | mask }} {{ "Annie" | mask }} {{ "ab" | mask }})") ==
             "************1111 ****e **");
  BOOST_TEST(render(R"({{ "070 123" | mask: 2, "x" }} {{ "åäöåäö" | mask: 0 }}[{{ nothing | mask }}])") ==
             "xxxxx23 ******[]");
  BOOST_TEST(render(R"({{ "secret" | mask: 5 }})").starts_with("error: "));
}

BOOST_AUTO_TEST_CASE(the_plain_redactor_finds_cards_addresses_and_numbers) {
  const char* json =
      R"({"t":"Card 4111 1111-1111 1111, mail åsa.b@example.co.uk or +46 70-123 45 67. Order 4111111111111112."})";
  BOOST_TEST(render("{{ t | redact }}", json) ==
             "Card [CARD], mail [EMAIL] or [PHONE]. Order 4111111111111112.");
  BOOST_TEST(render(R"({{ t | redact: "email" }})", json)
                 .starts_with("Card 4111 1111-1111 1111, mail [EMAIL] or +46"));
  BOOST_TEST(render(R"({{ t | redact: "names" }})", json) == "error: redact: unknown kind 'names'");
}

BOOST_AUTO_TEST_CASE(a_token_is_the_same_for_the_same_input_and_purpose) {
  std::array<std::byte, 32> key{};
  RenderContext context;
  context.token_key.emplace(key);
  const std::string token = render(R"({{ "a@example.com" | token }})", "{}", context);
  BOOST_TEST(token.size() == 22U);
  BOOST_TEST(render(R"({{ "a@example.com" | token }})", "{}", context) == token);
  BOOST_TEST(render(R"({{ "b@example.com" | token }})", "{}", context) != token);
  BOOST_TEST(render(R"({{ "a@example.com" | token: "crm" }})", "{}", context) != token);
  BOOST_TEST(render(R"([{{ nothing | token }}])", "{}", context) == "[]");
  BOOST_TEST(render(R"({{ "a" | token }})").starts_with("error: "));
}

BOOST_AUTO_TEST_CASE(urls_lose_what_may_tell_of_a_person) {
  const char* json = R"({"u":"https://user@Shop.Example.com:8443/a/b?mail=x#y"})";
  BOOST_TEST(render("{{ u | url_host }} {{ u | strip_query }}", json) ==
             "shop.example.com https://user@Shop.Example.com:8443/a/b");
  BOOST_TEST(
      render(R"([{{ "not a url" | url_host }}{{ n | strip_query }}] {{ "//[::1]:80/x" | url_host }})") ==
      "[] [::1]");
}

BOOST_AUTO_TEST_CASE(xml_and_csv_escape_what_would_break_them) {
  BOOST_TEST(render(R"({{ t | xml_escape }})", R"({"t":"<a b='c'>\u0001 & \"å\""})") ==
             "&lt;a b=&apos;c&apos;&gt; &amp; &quot;å&quot;");
  BOOST_TEST(render(R"({{ t | csv }} {{ l | csv }} {{ l | csv: ";" }})",
                    R"({"t":"say \"hi\", you","l":["a;b",1,null,"c,d"]})") ==
             R"("say ""hi"", you" a;b,1,,"c,d" "a;b";1;;c,d)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace hub::mapping::liquid
