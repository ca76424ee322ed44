#include "tools/hubctl/proof_canary.hpp"

#include <array>

#include "core/admin/json_writer.hpp"
#include "core/base/ascii.hpp"
#include "core/delivery/canary.hpp"

namespace hub::hubctl {
namespace {

constexpr std::size_t kMarkerLetters = 26;  // of 32: 130 random bits
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";

class Planter {
 public:
  Planter(Random& random, proof::Markers& markers, admin::JsonWriter& json)
      : random_(random), markers_(markers), json_(json) {}

  // A member whose value is `before`, a fresh marker, and `after`.
  void plant(std::string_view name, std::string field, std::string_view before = {},
             std::string_view after = {}) {
    json_.member(name, std::string(before) + marker(std::move(field)) + std::string(after));
  }
  std::string marker(std::string field) {
    std::array<std::byte, kMarkerLetters> bytes;
    random_.fill(bytes);
    std::string text;
    for (const std::byte byte : bytes) text += kLetters[static_cast<std::size_t>(byte) % kLetters.size()];
    markers_.add(field + " in capitals", upper_case(text));
    markers_.add(std::move(field), text);
    return text;
  }

 private:
  Random& random_;
  proof::Markers& markers_;
  admin::JsonWriter& json_;
};

void write_case(Planter& planter, admin::JsonWriter& json, WallTime now) {
  json.name("case").begin_object();
  planter.plant("id", "case.id", delivery::kCanaryPrefix);
  json.member("category", "proof").member("channel", "chat").member("closed_by", "agent");
  json.member("opened_at", now).member("closed_at", now).end_object();
  json.name("session").begin_object();
  planter.plant("id", "session.id");
  json.end_object();
}

void write_people(Planter& planter, admin::JsonWriter& json) {
  json.name("visitor").begin_object();
  for (const char* field : {"id", "user_agent", "name", "phone", "customer_no"})
    planter.plant(field, std::string("visitor.") + field);
  planter.plant("email", "visitor.email", "", "@mail.example");
  json.name("geo").begin_object();
  planter.plant("city", "visitor.geo.city");
  json.end_object().name("auth").begin_object().member("method", "oidc");
  planter.plant("subject", "visitor.auth.subject");
  json.end_object().end_object();
  json.name("agents").begin_array().begin_object();
  for (const char* field : {"id", "name"}) planter.plant(field, std::string("agents[].") + field);
  planter.plant("email", "agents[].email", "", "@service.example");
  json.end_object().end_array();
}

void write_prechat(Planter& planter, admin::JsonWriter& json) {
  json.name("prechat").begin_array();
  for (const bool is_secret : {false, true}) {
    json.begin_object().member("key", is_secret ? "pin" : "subject").member("label", "Asked before");
    planter.plant("value", is_secret ? "prechat[].value, secret" : "prechat[].value");
    json.member("type", "text").member("secret", is_secret).end_object();
  }
  json.end_array().name("web").begin_object();
  for (const char* field : {"landing", "page", "referrer"})
    planter.plant(field, std::string("web.") + field, "https://www.example.com/?token=");
  json.end_object();
}

void write_texts(Planter& planter, admin::JsonWriter& json, WallTime now) {
  json.name("tags").begin_array().text(planter.marker("tags[]")).end_array();
  json.name("wrapup").begin_object().member("code", "solved");
  planter.plant("notes", "wrapup.notes", "Said \"", "\" / and left\n");
  json.end_object().name("survey").begin_object().member("score", std::int64_t{4});
  planter.plant("comment", "survey.comment");
  json.end_object().name("custom").begin_object();
  planter.plant("reference", "custom.reference");
  json.end_object().name("transcript").begin_object().name("messages").begin_array();
  constexpr int kMessages = 20;
  for (int i = 1; i <= kMessages; ++i) {
    json.begin_object().member("seq", std::int64_t{i}).member("at", now);
    json.member("role", i % 2 == 0 ? "agent" : "visitor").member("type", "text");
    planter.plant("text", "transcript.messages[" + std::to_string(i) + "].text", "Hello, this is ",
                  " & nothing <else>");
    json.end_object();
  }
  json.end_array().end_object();
}

void write_attachment(Planter& planter, admin::JsonWriter& json) {
  json.name("attachments").begin_array().begin_object().member("id", "a1");
  planter.plant("name", "attachments[].name", "", ".txt");
  json.member("media_type", "text/plain").end_object().end_array();
}

}  // namespace

std::string make_canary(Random& random, WallTime now, const std::string& tenant, proof::Markers& markers) {
  admin::JsonWriter json;
  Planter planter(random, markers, json);
  json.begin_object().member("specversion", "1.0");
  json.member("id", "canary-" + std::to_string(random.next_u64()));
  json.member("source", "/connector-hub/proof" + (tenant.empty() ? tenant : '/' + tenant))
      .member("type", "com.vergic.engage.case.closed.v1");
  json.member("time", now).member("datacontenttype", "application/json").name("data").begin_object();
  write_case(planter, json, now);
  write_people(planter, json);
  write_prechat(planter, json);
  write_texts(planter, json, now);
  write_attachment(planter, json);
  json.end_object().end_object();
  const Buffer text = json.take();
  return std::string(text.view());
}

}  // namespace hub::hubctl
