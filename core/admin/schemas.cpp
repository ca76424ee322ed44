#include "core/admin/openapi.hpp"

namespace hub::admin {
namespace {

std::vector<ApiSchema> state_schemas() {
  return {
      {"Health", {{"status", "string", "ok, or not ready"}, {"reason", "string", "What is missing", false}}},
      {"Totals",
       {{"accepted", "integer", "Cases taken since the process started"},
        {"duplicates", "integer", "Events that were recognised as repeated"},
        {"deleted", "integer", "Cases whose every local copy is gone"}}},
      {"Lane",
       {{"tenant", "string", "Whose cases"},
        {"target", "string", "Where to"},
        {"connector", "string", "The kind of system"},
        {"mapping_version", "integer", "Of the mapping that new cases get"},
        {"state", "string", "running, waiting or paused"},
        {"reason", "string", "Why it does not run", false},
        {"until", "time", "When it tries again", false},
        {"waiting", "integer", "Deliveries not yet confirmed"},
        {"under_way", "integer", "Of these, at the target right now"},
        {"dead_letters", "integer", "Deliveries that need a person"},
        {"oldest_seconds", "integer", "Age of the oldest waiting case", false},
        {"budget_used", "integer", "API calls used, as the target said last", false},
        {"budget_limit", "integer", "API calls allowed, as the target said last", false}}},
      {"Status",
       {{"version", "string", "Of the hub"},
        {"region", "string", "Of this node"},
        {"started_at", "time", "When the process started"},
        {"accepting", "boolean", "Whether the door takes cases"},
        {"totals", "Totals", "Counted since the start"},
        {"cases_held", "integer", "Sealed cases on this node"},
        {"lanes", "Lane[]", "One for each tenant and target"},
        {"platforms", "PlatformStatus[]", "What is owed to the platforms that cases came from"}}},
      {"PlatformStatus",
       {{"tenant", "string", "Whose platform"},
        {"waiting", "integer", "Purges and callbacks to be made"},
        {"dead_letters", "integer", "Purges and callbacks that need a person"},
        {"oldest_seconds", "integer", "Age of the oldest of them", false},
        {"reason", "string", "The last failure", false}}},
  };
}

std::vector<ApiSchema> delivery_schemas() {
  return {
      {"DeliveryError",
       {{"kind", "string", "What the engine makes of it"},
        {"code", "string", "A short stable word"},
        {"message", "string", "In words, without content"},
        {"fields", "string[]", "The target's fields concerned"}}},
      {"Delivery",
       {{"id", "string", "Of the delivery"},
        {"case", "string", "Opaque reference of the case"},
        {"tenant", "string", "Whose case"},
        {"target", "string", "Where to"},
        {"state", "string", "pending, sent, unknown, confirmed, retrying, dead_letter or discarded"},
        {"attempts", "integer", "So far"},
        {"received_at", "time", "When the case was accepted"},
        {"age_seconds", "integer", "Since the case was accepted"},
        {"changed_at", "time", "When the state changed last"},
        {"next_attempt", "time", "When it is tried again", false},
        {"error", "DeliveryError", "The last failure", false},
        {"suggestion", "string", "What a person can do about it", false}}},
      {"DeliveryEvent",
       {{"at", "time", "When"},
        {"state", "string", "The new state"},
        {"code", "string", "Of the failure", false},
        {"message", "string", "Of the failure", false}}},
      {"DeliveryPage",
       {{"deliveries", "Delivery[]", "In the order of their cases"},
        {"next", "integer", "`after` of the next page; absent on the last", false}}},
      {"DeliveryDetail",
       {{"delivery", "Delivery", "As it stands"}, {"history", "DeliveryEvent[]", "From the first attempt"}}},
      {"RetryRequest",
       {{"deliveries", "string[]", "Ids, at most 1000", false},
        {"filter", "object", "Instead: as the query of the list; state defaults to dead_letter", false},
        {"dry_run", "boolean", "Count only", false}}},
      {"RetryResult",
       {{"matched", "integer", "Deliveries that the request names"},
        {"retried", "integer", "Of these, put back into their lanes"},
        {"dry_run", "boolean", "Nothing was changed"},
        {"as_of", "time", "When it was asked: as `changed_before`, it goes on where this stopped"}}},
      {"PlatformRetryResult", {{"retried", "integer", "Purges and callbacks that are on their way again"}}},
      {"NamedDeliveries", {{"deliveries", "string[]", "Ids, at most 1000"}}},
      {"DiscardResult",
       {{"matched", "integer", "Deliveries that the request names"},
        {"discarded", "integer", "Of these, given up"},
        {"dry_run", "boolean", "Nothing was changed"},
        {"as_of", "time", "When it was asked"}}},
      {"DeliveryResults",
       {{"gone", "integer", "Of cases that are deleted, each with its certificate"},
        {"confirmed", "integer", "Delivered; the case waits for other targets"},
        {"dead_letters", "integer", "Need a person"},
        {"discarded", "integer", "Given up by a person; the case waits for other targets"},
        {"under_way", "integer", "Neither of these yet"}}},
  };
}

std::vector<ApiSchema> mapping_schemas() {
  return {
      {"Publication",
       {{"number", "integer", "Counts the publications of a target from 1"},
        {"version", "integer", "Of the text: the same text has the same version"},
        {"mapping", "string", "Its name"},
        {"origin", "string", "configuration, published or rolled_back"},
        {"author", "string", "The key's name, or configuration"},
        {"at", "time", "When"},
        {"sha256", "string", "Of the text, in hex"}}},
      {"PublicationList",
       {{"current", "integer", "The version that new cases get"},
        {"publications", "Publication[]", "The latest 1000, the latest first"}}},
      {"MappingVersion", {{"version", "integer", "Its number"}, {"text", "string", "The file, in YAML"}}},
      {"PublishRequest",
       {{"tenant", "string", "Whose target"},
        {"target", "string", "Its name"},
        {"text", "string", "The file, in YAML"},
        {"file", "string", "Its name, for messages", false}}},
      {"RollbackRequest",
       {{"tenant", "string", "Whose target"},
        {"target", "string", "Its name"},
        {"version", "integer", "One that was published for this target before"}}},
  };
}

std::vector<ApiSchema> other_schemas() {
  return {
      {"Certificate",
       {{"index", "integer", "In the log"}, {"entry", "object", "Signed content, no personal data"}}},
      {"CertificatePage",
       {{"total", "integer", "Certificates in the log"},
        {"certificates", "Certificate[]", "In the order of the log"},
        {"next", "integer", "`after` of the next page; absent on the last", false}}},
      {"ReconcileRequest",
       {{"tenant", "string", "Whose cases"},
        {"cases", "object[]", "Ids, or cases with an id; at most 500", false},
        {"from", "time", "Instead: cases the platform closed from then on", false},
        {"to", "time", "And before then; now if absent", false},
        {"after", "string", "`next` of the page before", false}}},
      {"FetchRequest",
       {{"tenant", "string", "Whose cases"},
        {"cases", "object[]", "As reconciliation answers them; at most 500"}}},
      {"ReconciledCase",
       {{"id", "string", "Of the case, as the platform or the caller names it"},
        {"event", "string", "Of the event that announced it", false},
        {"source", "string", "Of that event", false},
        {"time", "string", "Of that event", false},
        {"dataref", "string", "Where the platform gives its data", false},
        {"answer", "string",
         "waiting, dead_letter, refused, never_seen, or how it ended: delivered, expired, discarded, ..."},
        {"certificate", "integer", "Its index in the log", false},
        {"delivery", "string", "The dead letter", false},
        {"reason", "string", "Why it was refused", false}}},
      {"Reconciliation",
       {{"cases", "ReconciledCase[]", "In the order of the list"},
        {"next", "string", "`after` of the next page; absent on the last", false}}},
      {"FetchResult",
       {{"id", "string", "Of the case"},
        {"result", "string", "accepted, duplicate, refused (for good) or failed (for now)"},
        {"reason", "string", "Why not", false}}},
      {"FetchResults", {{"cases", "FetchResult[]", "In the order of the request"}}},
      {"Problem",
       {{"type", "string", "about:blank"},
        {"title", "string", "What is wrong"},
        {"status", "integer", "Of the answer"},
        {"detail", "string", "In words, never echoing input", false}}},
  };
}

}  // namespace

std::span<const ApiSchema> schemas() {
  static const std::vector<ApiSchema> table = [] {
    std::vector<ApiSchema> all;
    for (const auto& group : {state_schemas(), delivery_schemas(), mapping_schemas(), other_schemas()})
      all.insert(all.end(), group.begin(), group.end());
    return all;
  }();
  return table;
}

}  // namespace hub::admin
