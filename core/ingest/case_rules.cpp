#include "core/ingest/case_rules.hpp"

namespace hub::ingest {

namespace {

constexpr std::uint32_t kNameMax = 512;
constexpr std::uint32_t kUrlMax = 8'192;
constexpr std::uint32_t kFreeTextMax = 32'768;
constexpr std::uint32_t kMessageTextMax = 65'536;
constexpr std::uint32_t kMessagesMax = 10'000;
constexpr std::uint32_t kAttachmentsMax = 50;
constexpr std::uint32_t kInlineAttachmentMax = 16u << 20;

using namespace rules;

constexpr Rule url(StaticText name) {
  return text(name, kUrlMax);
}

constexpr StaticText kChannels[] = {"chat", "video", "cobrowse", "phone2web", "callback", "offline"};
constexpr StaticText kClosers[] = {"agent", "visitor", "system", "timeout", "unknown"};
constexpr StaticText kRoles[] = {"visitor", "agent", "bot", "system"};
constexpr StaticText kMessageTypes[] = {"text", "form", "file", "option", "event"};

constexpr Rule kUrlItem = url("url");
constexpr Rule kTagItem = text("tag", kNameMax);
constexpr Rule kAnyItem = {.name = "answer"};

constexpr Rule kDurations[] = {integer("wait"), integer("handle"), integer("total")};
constexpr Rule kCounts[] = {integer("agent"), integer("visitor")};
constexpr Rule kCase[] = {
    id("id", Needed::always),
    id("type_id"),
    text("category", kNameMax),
    choice("channel", kChannels, Needed::when_closed),
    choice("closed_by", kClosers),
    text("outcome", kNameMax),
    time("opened_at"),
    time("queued_at"),
    time("accepted_at"),
    time("closed_at", Needed::when_closed),
    object("durations", kDurations),
    object("counts", kCounts),
};
constexpr Rule kTenant[] = {id("id"), text("region", 64)};
constexpr Rule kIdOnly[] = {id("id")};
constexpr Rule kIdAndName[] = {id("id"), text("name", kNameMax)};
constexpr Rule kGeo[] = {text("country", kNameMax), text("region", kNameMax), text("city", kNameMax)};
constexpr Rule kAuth[] = {text("method", kNameMax), text("subject", kNameMax)};
constexpr Rule kVisitor[] = {
    id("id"),
    text("ip", kIdMax, Needed::no, Care::drop_by_default),
    text("user_agent", kUrlMax),
    text("language", 64),
    object("geo", kGeo),
    text("name", kNameMax),
    text("email", kNameMax),
    text("phone", kNameMax),
    text("customer_no", kNameMax),
    object("auth", kAuth),
};
constexpr Rule kAnswer[] = {
    text("key", kNameMax, Needed::always),
    text("label", kNameMax),
    {.name = "value"},
    text("type", 64),
    boolean("secret"),
};
constexpr Rule kAnswerItem = object("answer", kAnswer);
constexpr Rule kWeb[] = {url("landing"), url("page"), url("referrer"), list("path", kUrlItem)};
constexpr Rule kTracking[] = {id("engagement_id"), id("campaign_id")};
constexpr Rule kConversion[] = {
    id("goal_id"), time("at"), number("value"), text("currency", 8), id("order_id"),
};
constexpr Rule kConversionItem = object("conversion", kConversion);
constexpr Rule kAgent[] = {
    id("id"), text("name", kNameMax), text("email", kNameMax), time("from"), time("to"),
};
constexpr Rule kAgentItem = object("agent", kAgent);
constexpr Rule kTransfer[] = {
    text("from_group", kNameMax),
    text("to_group", kNameMax),
    time("at"),
    text("reason", kFreeTextMax),
};
constexpr Rule kTransferItem = object("transfer", kTransfer);
constexpr Rule kWrapup[] = {text("code", kNameMax), text("notes", kFreeTextMax)};
constexpr Rule kSurvey[] = {
    number("score"),
    number("scale"),
    list("answers", kAnyItem),
    text("comment", kFreeTextMax),
};
constexpr Rule kCobrowse[] = {
    boolean("used"),  text("mode", 64),        time("started_at"),
    time("ended_at"), list("pages", kUrlItem), text("start_code", 64, Needed::no, Care::drop),
};
constexpr Rule kVideo[] = {boolean("used"), integer("duration"), url("recording_ref")};
constexpr Rule kAttachment[] = {
    id("id"),
    text("name", kNameMax),
    text("media_type", 256),
    integer("size"),
    url("ref"),
    text("bytes_base64", kInlineAttachmentMax),
};
constexpr Rule kAttachmentItem = object("attachment", kAttachment);
constexpr Rule kConsent[] = {boolean("storage"), boolean("recording"), time("at")};
constexpr Rule kRetention[] = {integer("ttl_s"), boolean("legal_hold")};
constexpr Rule kMessage[] = {
    integer("seq", Needed::always),
    id("id"),
    time("at"),
    choice("role", kRoles, Needed::always),
    text("participant", kNameMax),
    choice("type", kMessageTypes, Needed::always),
    text("text", kMessageTextMax, Needed::no, Care::strip_html),
    text("lang", 64),
};
constexpr Rule kMessageItem = object("message", kMessage);
constexpr Rule kTranscript[] = {
    {.name = "messages",
     .shape = Shape::list,
     .max = kMessagesMax,
     .item = &kMessageItem,
     .has_rising_seq = true},
};
constexpr Rule kData[] = {
    object("case", kCase, Needed::always),
    object("session", kIdOnly),
    object("visitor", kVisitor),
    list("prechat", kAnswerItem),
    object("group", kIdAndName),
    list("agents", kAgentItem),
    list("tags", kTagItem),
    object("wrapup", kWrapup),
    object("web", kWeb),
    object("transcript", kTranscript),
    object("survey", kSurvey),
    object("tenant", kTenant),
    object("tracking", kTracking),
    object("opportunity", kIdOnly),
    object("solution", kIdOnly),
    object("banner", kIdOnly),
    list("conversions", kConversionItem),
    object("queue", kIdAndName),
    list("transfers", kTransferItem),
    object("cobrowse", kCobrowse),
    object("video", kVideo),
    list("attachments", kAttachmentItem, kAttachmentsMax),
    object("consent", kConsent),
    object("custom", {}),
    object("retention", kRetention),
};

}  // namespace

constinit const Rule kCaseData = object("data", kData, Needed::always);

}  // namespace hub::ingest
