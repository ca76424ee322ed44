// Engine: live cases as people list them, and kept ones as those who may read them open them.
#include <algorithm>
#include <array>

#include "core/base/words.hpp"
#include "core/delivery/engine_parts.hpp"

namespace hub::delivery {

using store::DeliveryState;

namespace {

constexpr std::size_t kLookedIntoAtOnce = 20;  // contents in memory while a search opens them
constexpr std::array<std::string_view, 4> kStandings = {"waiting", "dead_letter", "kept", "held"};

CaseStanding standing_of(const store::LiveCase& entry) {
  if (entry.retention->is_held()) return CaseStanding::held;
  if (entry.retention->is_kept()) return CaseStanding::kept;
  const bool needs_person = std::ranges::any_of(entry.deliveries, [](const store::LiveDelivery& delivery) {
    return delivery.state == DeliveryState::dead_letter;
  });
  return needs_person ? CaseStanding::dead_letter : CaseStanding::waiting;
}

bool is_wanted(const store::LiveCase& entry, const CaseFilter& filter) {
  if (entry.row <= filter.after || entry.state == store::CaseState::deleting) return false;
  if (filter.standing && standing_of(entry) != *filter.standing) return false;
  if (filter.case_ref && entry.case_ref != *filter.case_ref) return false;
  if (filter.received_from && entry.received_at < *filter.received_from) return false;
  return !filter.received_before || entry.received_at < *filter.received_before;
}

bool is_of_group(std::string_view text, std::string_view group, model::JsonParser& parser,
                 model::Arena& arena) {
  const auto document = parser.parse(text, arena);
  const model::Value* data = document.ok() ? document->find("data") : nullptr;
  const model::Value* its = data ? data->find("group") : nullptr;
  return its && (its->text_at("name") == group || its->text_at("id") == group);
}

Error not_kept() {
  return invalid_error("not_found", "there is no such case that its tenant keeps");
}

}  // namespace

std::string_view to_string(CaseStanding standing) {
  return kStandings[static_cast<std::size_t>(standing)];
}

std::optional<CaseStanding> parse_case_standing(std::string_view word) {
  return parse_word<CaseStanding>(kStandings, word);
}

std::vector<CaseView> Engine::cases(const CaseFilter& filter) const {
  std::vector<store::CaseRow> rows;
  for (const store::LiveCase& entry : book_.all()) {
    if (!is_wanted(entry, filter) || (filter.only_readable && !is_readable(entry))) continue;
    if (!filter.tenant || tenants_by_id_.at(entry.tenant)->name == *filter.tenant) rows.push_back(entry.row);
  }
  const std::size_t count = std::min<std::size_t>(rows.size(), filter.limit);
  std::ranges::partial_sort(rows, rows.begin() + static_cast<std::ptrdiff_t>(count));
  rows.resize(count);
  std::vector<CaseView> views;
  for (const store::CaseRow row : rows) {
    const store::LiveCase& entry = book_.at(row);
    CaseView view{row,
                  tenants_by_id_.at(entry.tenant)->name,
                  entry.case_ref,
                  is_news(entry.kind),
                  standing_of(entry),
                  entry.received_at,
                  {},
                  {},
                  is_readable(entry),
                  entry.kind == store::CaseKind::metadata};
    if (entry.retention->is_held())
      view.held_from = entry.retention->held_from;
    else
      view.ends_at = entry.retention->is_kept() ? entry.retention->kept_until : entry.hold_until;
    views.push_back(std::move(view));
  }
  return views;
}

bool Engine::is_readable(const store::LiveCase& entry) const {
  return !is_news(entry.kind) && entry.retention->is_kept() && entry.state == store::CaseState::live &&
         is_delivered_and_stays(entry);
}

const store::LiveCase* Engine::find_kept(std::string_view tenant, const model::KeyedHash& case_ref) const {
  const auto known = book_.find_case(case_ref);
  if (!known) return nullptr;
  for (const store::CaseRow row : known->aside) {
    const store::LiveCase& entry = book_.at(row);
    if (is_readable(entry) && tenants_by_id_.at(entry.tenant)->name == tenant) return &entry;
  }
  return nullptr;
}

std::optional<std::string_view> Engine::open_content(const store::SealedContent& content) {
  const store::LiveCase* entry = book_.find(content.row);
  if (!entry || content.key.slot != entry->slot) return std::nullopt;
  const std::string_view sealed(content.bytes.data(), content.bytes.size());
  const auto plain = parts_.vault.open_sealed(
      content.key, sealed, bound_to(tenants_by_id_.at(entry->tenant)->name, entry->case_ref), opened_);
  return plain.ok() ? std::optional(*plain) : std::nullopt;
}

Task<Result<std::vector<CaseView>>> Engine::in_group(std::vector<CaseView> views, std::string group) {
  std::set<store::CaseRow> found;
  for (std::size_t start = 0; start < views.size(); start += kLookedIntoAtOnce) {
    std::vector<store::CaseRow> rows;
    for (std::size_t i = start; i < std::min(start + kLookedIntoAtOnce, views.size()); ++i)
      if (views[i].is_readable) rows.push_back(views[i].row);
    const auto contents = co_await parts_.outbox.load(std::move(rows));
    if (!contents.ok()) co_return contents.error();
    for (const store::SealedContent& content : *contents) {
      const auto text = open_content(content);
      if (text && is_of_group(*text, group, parser_, opened_)) found.insert(content.row);
      opened_.reset();
    }
  }
  std::erase_if(views, [&found](const CaseView& view) { return !found.contains(view.row); });
  co_return views;
}

Task<Result<KeptCase>> Engine::open_kept(std::string tenant, model::KeyedHash case_ref) {
  const store::LiveCase* entry = find_kept(tenant, case_ref);
  if (!entry) co_return not_kept();
  std::vector<store::CaseRow> rows{entry->row};
  const auto contents = co_await parts_.outbox.load(std::move(rows));
  if (!contents.ok()) co_return contents.error();
  entry = find_kept(tenant, case_ref);  // its time may have come
  if (!entry || contents->empty()) co_return not_kept();
  const auto text = open_content(contents->front());
  KeptCase kept{entry->received_at, entry->retention->kept_until, Buffer(text.value_or("")),
                entry->kind == store::CaseKind::metadata};
  opened_.reset();
  if (!text) co_return not_kept();
  co_return kept;
}

Task<Result<std::size_t>> Engine::delete_kept(std::string tenant, model::KeyedHash case_ref) {
  const auto turn = co_await turns_.take(case_ref);
  if (!find_kept(tenant, case_ref)) co_return not_kept();
  const auto rows = rows_of(case_ref);
  if (!rows.ok()) co_return rows.error();
  for (const store::CaseRow row : *rows) {
    if (book_.find(row)->retention->is_held())
      co_return invalid_error("held", "the case is on legal hold: release it first");
    if (!book_.is_aside(row)) co_return invalid_error("under_way", "news of the case are being delivered");
  }
  std::vector<store::Settlement> settlements;
  for (const store::CaseRow row : *rows)
    settlements.push_back(begin_settlement(*book_.find(row), Outcome::erased));
  const bool settled = co_await settle(std::move(settlements));
  if (!settled) co_return transient_error("busy", "the store takes no changes at the moment");
  co_return rows->size();
}

}  // namespace hub::delivery
