#include "tools/simulators/engage/case_writer.hpp"

#include "core/base/base64.hpp"
#include "tools/simulators/engage/words.hpp"

namespace hub::simulators::engage {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kCategories[] = {"billing", "claims", "sign-in", "FAQ", "Phone2Web"};
constexpr std::string_view kClosers[] = {"agent", "visitor", "system", "timeout", "unknown"};
constexpr std::string_view kOutcomes[] = {"solved", "follow-up", "abandoned", "escalated"};
constexpr std::string_view kGroups[] = {"Customer service", "Card services", "Skadeavdelningen", "Técnico"};
constexpr std::string_view kUserAgents[] = {
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile "
    "Safari/604.1",
};

std::int64_t between(WallTime from, WallTime to) {
  return (to - from).count();
}

}  // namespace

std::string CaseWriter::write(std::vector<GeneratedAttachment>& attachments) {
  json_.begin_object();
  write_case();
  json_.name("session").begin_object().member("id", dice_.hex(32)).end_object();
  write_visitor();
  write_prechat();
  write_web();
  if (has_section()) write_marketing();
  write_people();
  if (plot_.is_wrapped_up) write_after_talk();
  write_media();
  if (has_section()) write_attachments(attachments);
  if (has_section()) write_custom();
  write_transcript();
  json_.end_object();
  return std::string(json_.take().view());
}

std::string CaseWriter::write_update() {
  json_.begin_object().name("case").begin_object().member("id", plot_.case_id).end_object();
  write_after_talk();
  json_.end_object();
  return std::string(json_.take().view());
}

void CaseWriter::write_case() {
  json_.name("case").begin_object().member("id", plot_.case_id).member("type_id", dice_.guid());
  json_.member("category", dice_.pick(kCategories)).member("channel", plot_.channel);
  if (plot_.has_closer) json_.member("closed_by", dice_.pick(kClosers));
  json_.member("outcome", dice_.pick(kOutcomes));
  json_.member("opened_at", plot_.opened).member("queued_at", plot_.queued);
  json_.member("accepted_at", plot_.accepted).member("closed_at", plot_.closed);
  json_.name("durations").begin_object().member("wait", between(plot_.queued, plot_.accepted));
  json_.member("handle", between(plot_.accepted, plot_.closed))
      .member("total", between(plot_.opened, plot_.closed));
  json_.end_object();
  json_.name("counts").begin_object().member("agent", plot_.messages / 2);
  json_.member("visitor", plot_.messages - plot_.messages / 2).end_object();
  json_.end_object();
}

void CaseWriter::write_visitor() {
  json_.name("visitor").begin_object().member("id", "v-" + dice_.hex(16)).member("language", plot_.language);
  if (has_section()) json_.member("ip", "192.0.2." + std::to_string(dice_.below(255)));
  json_.member("user_agent", dice_.pick(kUserAgents));
  json_.name("geo")
      .begin_object()
      .member("country", "US")
      .member("region", "TX")
      .member("city", "Springfield");
  json_.end_object();
  json_.member("name", plot_.visitor_name).member("email", plot_.mail).member("phone", plot_.phone);
  json_.member("customer_no", "C" + dice_.digits(8));
  if (has_section()) {
    json_.name("auth")
        .begin_object()
        .member("method", "oidc")
        .member("subject", "sub|" + dice_.hex(20))
        .end_object();
  }
  json_.end_object();
}

void CaseWriter::write_prechat() {
  struct Answer {
    const char *key, *label;
    std::string value;
    const char* type;
    bool is_secret;
  };
  const Answer answers[] = {
      {"subject", "What is it about?", "Order " + plot_.order, "text", false},
      {"email", "E-mail", plot_.mail, "email", false},
      {"ssn", "Personal number", plot_.personal_number, "ssn", true},
      {"pin", "Telephone code", dice_.digits(6), "text", true},
  };
  json_.name("prechat").begin_array();
  const std::size_t count = plot_.is_full ? std::size(answers) : dice_.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    json_.begin_object().member("key", answers[i].key).member("label", answers[i].label);
    json_.member("value", answers[i].value)
        .member("type", answers[i].type)
        .member("secret", answers[i].is_secret);
    json_.end_object();
  }
  json_.end_array();
}

void CaseWriter::write_web() {
  json_.name("web").begin_object().member("landing",
                                          "https://www.example.com/?utm_source=mail&token=" + dice_.hex(24));
  json_.member("page", "https://www.example.com/help?mail=" + plot_.mail)
      .member("referrer", "https://search.example/");
  json_.name("path")
      .begin_array()
      .text("/")
      .text("/orders/" + plot_.order)
      .text("/help")
      .end_array()
      .end_object();
}

void CaseWriter::write_marketing() {
  json_.name("tracking")
      .begin_object()
      .member("engagement_id", dice_.guid())
      .member("campaign_id", dice_.guid());
  json_.end_object();
  for (const char* name : {"opportunity", "solution", "banner"}) {
    json_.name(name).begin_object().member("id", dice_.guid()).end_object();
  }
  json_.name("conversions")
      .begin_array()
      .begin_object()
      .member("goal_id", dice_.guid())
      .member("at", plot_.closed);
  json_.name("value").raw(std::to_string(dice_.between(1, 999)) + ".5").member("currency", "USD");
  json_.member("order_id", plot_.order).end_object().end_array();
}

void CaseWriter::write_people() {
  json_.name("group")
      .begin_object()
      .member("id", dice_.guid())
      .member("name", dice_.pick(kGroups))
      .end_object();
  json_.name("queue").begin_object().member("id", dice_.guid()).member("name", "evening").end_object();
  json_.name("agents").begin_array();
  const std::size_t count = plot_.is_full ? 2 : plot_.channel == "offline" ? 0 : 1;
  for (std::size_t i = 0; i < count; ++i) {
    json_.begin_object().member("id", i == 0 ? plot_.agent_id : "agent-41");
    json_.member("name", i == 0 ? plot_.agent_name : "Mika Laine").member("email", "agent@service.example");
    json_.member("from", plot_.accepted).member("to", plot_.closed).end_object();
  }
  json_.end_array();
  if (plot_.is_full) {
    json_.name("transfers").begin_array().begin_object().member("from_group", dice_.guid());
    json_.member("to_group", dice_.guid()).member("at", plot_.accepted);
    json_.member("reason", plot_.visitor_name + " asked for somebody who speaks " + plot_.language);
    json_.end_object().end_array();
  }
  json_.name("tags").begin_array().text("made-up").text(plot_.channel).end_array();
}

void CaseWriter::write_after_talk() {
  json_.name("wrapup").begin_object().member("code", dice_.pick(kOutcomes));
  json_.member("notes", filled("{name} will be called back on {phone} before noon tomorrow")).end_object();
  json_.name("survey").begin_object().member("score", dice_.between(1, 5)).member("scale", std::int64_t{5});
  json_.name("answers")
      .begin_array()
      .text("very friendly")
      .number(dice_.between(1, 5))
      .boolean(true)
      .end_array();
  json_.member("comment", filled("Thank you, says {name} — 👍 all good")).end_object();
}

void CaseWriter::write_media() {
  if (plot_.channel == "cobrowse" || plot_.is_full) {
    json_.name("cobrowse").begin_object().member("used", true).member("mode", "view");
    json_.member("started_at", plot_.accepted)
        .member("ended_at", plot_.closed)
        .member("start_code", dice_.digits(5));
    json_.name("pages").begin_array().text("https://www.example.com/checkout?mail=" + plot_.mail).end_array();
    json_.end_object();
  }
  if (plot_.channel == "video" || plot_.is_full) {
    json_.name("video")
        .begin_object()
        .member("used", true)
        .member("duration", between(plot_.accepted, plot_.closed));
    json_.member("recording_ref", "rec-" + dice_.hex(16)).end_object();
  }
  json_.name("consent").begin_object().member("storage", true).member("recording", dice_.chance(50));
  json_.member("at", plot_.opened).end_object();
  if (has_section()) {
    json_.name("retention")
        .begin_object()
        .member("ttl_s", std::int64_t{86'400})
        .member("legal_hold", false)
        .end_object();
  }
}

void CaseWriter::write_attachments(std::vector<GeneratedAttachment>& attachments) {
  json_.name("attachments").begin_array();
  const std::size_t count = 1 + dice_.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    GeneratedAttachment attachment{dice_.guid(),
                                   dice_.bytes(static_cast<std::size_t>(dice_.between(1, 4'000)))};
    json_.begin_object().member("id", attachment.id);
    json_.member("name", i == 0 ? "passport of " + plot_.visitor_name + ".png" : "bill \"final\" (2).pdf");
    json_.member("media_type", i == 0 ? "image/png" : "application/pdf");
    json_.member("size", static_cast<std::int64_t>(attachment.bytes.size()));
    if (attachments_url_.empty()) {
      json_.member("bytes_base64", base64_encode(attachment.bytes));
    } else {
      json_.member("ref", attachments_url_ + "/attachments/" + attachment.id);
    }
    json_.end_object();
    attachments.push_back(std::move(attachment));
  }
  json_.end_array();
}

void CaseWriter::write_custom() {
  json_.name("custom").begin_object().name("order").begin_object().member("number", plot_.order);
  json_.member("note", filled("leave it with the neighbour of {name}, {street}")).name("lines").begin_array();
  json_.number(1).raw("2.25").null().boolean(false).end_array().end_object();
  json_.member("loyalty tier", "gold").member("ключ", "значение").member("", "an empty name").end_object();
}

}  // namespace hub::simulators::engage
