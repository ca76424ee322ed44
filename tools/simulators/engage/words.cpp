#include "tools/simulators/engage/words.hpp"

namespace hub::simulators::engage {

namespace {

constexpr std::string_view kFirstNames[] = {
    "Ada",    "Björn",  "Chloé", "Dawit",  "Elif",   "Fatou", "Grzegorz", "Hana",  "Ingrid", "João",
    "Ксения", "Łukasz", "Māra",  "Nguyễn", "Øyvind", "محمد",  "נועה",     "प्रिया", "小明",   "서연",
};
constexpr std::string_view kLastNames[] = {
    "Andersson",
    "Baker",
    "Çelik",
    "Dubois",
    "O'Brien",
    "Fischer",
    "García Márquez",
    "Huang",
    "Ivanović",
    "Jensen",
    "Кузнецова",
    "Lindström",
    "Müller-Lüdenscheidt",
    "Nowak",
    "Þórsdóttir",
    "العتيبي",
    "לוי",
    "शर्मा",
    "王",
    "김",
};
constexpr std::string_view kAgentNames[] = {
    "Kim Berg", "Robin Sjö", "Alex Moreau", "Sam Okafor", "Charlie Novák", "Jo Virtanen", "Toni Rossi",
};
constexpr std::string_view kStreets[] = {
    "Storgatan 12, 111 51 Stockholm",
    "7 Long Lane, London EC1A 9PN",
    "3 rue de la Paix, 75002 Paris",
    "Hauptstraße 44a, 10827 Berlin",
    "1200 Main St Apt 4B, Springfield, TX 75001",
};
constexpr std::string_view kVisitorLines[] = {
    "Hello, I was charged twice for order {order} and would like one of the payments back please",
    "My card {card} was refused yesterday evening although there is money on the account",
    "Please send the contract to {mail}, and call me on {phone} when that is done",
    "We moved to {street} last week, could you change the address on my policy?",
    "I cannot sign in any more, it says that the password is wrong",
    "my name is {name}",
    "my personal number is {ssn}, do you need anything else",
    "ok",
    "yes",
    "Thank you so much for your help today, that was quicker than I feared!",
    "Jag har fortfarande inte fått mitt paket, ordernumret är {order}",
    "Könnten Sie mir bitte eine Kopie der Rechnung an {mail} schicken?",
    "C'est déjà la troisième fois que je vous contacte à ce sujet...",
    "can you see what I see? the page https://www.example.com/checkout?mail={mail}&step=3 stays empty",
};
constexpr std::string_view kAgentLines[] = {
    "Hello, thank you for contacting us. How can I help you today?",
    "Could you tell me a little more, please?",
    "Thank you {name}, one moment while I check.",
    "I have found order {order}, and I can see what went wrong.",
    "I have sent a confirmation to {mail}.",
    "That has been updated now.",
    "Is there anything else I can help you with?",
};
constexpr std::string_view kHardLines[] = {
    "👨‍👩‍👧‍👦 family of four 🏳️‍🌈 flags 🇸🇪🇺🇸 skin 👍🏽 and a "
    "heart "
    "❤️",
    "مرحبا، رقم طلبي هو {order} ولم يصلني شيء حتى الآن",
    "שלום, הכתובת שלי היא {mail} תודה רבה",
    "mixed \u202Eright to left\u202C and \u2066isolated\u2069 text",
    "combining: e\u0301 a\u030A n\u0303 Z\u0351\u036B\u0343\u036A\u0302 and \u1112\u1161\u11AB",
    "zero width: a\u200Bb\u200Cc\u200Dd\u2060e\uFEFFf and a soft\u00ADhyphen",
    "line one\nline two\r\nline three\ttabbed",
    "control: bell \u0007, escape \u001B[31mred\u001B[0m, unit \u001F, delete \u007F, next line \u0085 done",
    "quotes \" ' ` \\ and braces {{ case.id }} {% if true %} [ ] < > & %s %n ${HOME}",
    "a < b && c > d, 3 <4 and <not-a-tag>",
    "<p>pasted from a <b>mail</b> program<br>with a <a href=\"https://www.example.com/?q=1\">link</a> &amp; "
    "more</p>",
    "漢字とかなと한글과 ไทย และ हिन्दी",
    "=1+1 +1 -1 @sum(a1) are no formulas",
    "    leading and trailing blanks    ",
};
constexpr std::string_view kLanguages[] = {"en", "sv", "de", "fr", "ar", "he", "hi", "zh-Hans", "pt-BR"};
constexpr std::string_view kCards[] = {"4111 1111 1111 1111", "5555555555554444", "3782-822463-10005",
                                       "6011111111111117"};
constexpr std::string_view kPersonalNumbers[] = {"18900411-9807", "910924-2397", "31129956715", "010594Y9032",
                                                 "251248-9996"};

}  // namespace

std::span<const std::string_view> first_names() {
  return kFirstNames;
}
std::span<const std::string_view> last_names() {
  return kLastNames;
}
std::span<const std::string_view> agent_names() {
  return kAgentNames;
}
std::span<const std::string_view> streets() {
  return kStreets;
}
std::span<const std::string_view> visitor_lines() {
  return kVisitorLines;
}
std::span<const std::string_view> agent_lines() {
  return kAgentLines;
}
std::span<const std::string_view> hard_lines() {
  return kHardLines;
}
std::span<const std::string_view> languages() {
  return kLanguages;
}
std::span<const std::string_view> cards() {
  return kCards;
}
std::span<const std::string_view> personal_numbers() {
  return kPersonalNumbers;
}

}  // namespace hub::simulators::engage
