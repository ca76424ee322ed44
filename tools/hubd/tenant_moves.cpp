#include "tools/hubd/tenant_moves.hpp"

#include <algorithm>

#include "core/base/base64.hpp"
#include "core/base/flag.hpp"
#include "core/base/random_text.hpp"
#include "core/vault/letter.hpp"

namespace hub::hubd {
namespace {

constexpr std::uint32_t kRowsPerPart = 10'000;
constexpr std::uint32_t kPublicationsMax = 10'000;      // of a target
constexpr std::size_t kPartBytesMax = 5 * 1024 * 1024;  // sealed and as text it still fits a request

std::string_view view_of(const std::vector<char>& bytes) {
  return {bytes.data(), bytes.size()};
}

bool belongs_to(const policy::ResourceId& id, const std::string& tenant) {
  return (id.kind == "tenant" && id.name == tenant) || (id.kind == "target" && id.tenant == tenant);
}

Result<std::string> sealed_for(const vault::CellKey& cell, const Buffer& part, Random& random) {
  if (part.size() > kPartBytesMax)
    return invalid_error("move_too_large", "what was published for this tenant is more than a part can hold");
  const auto letter = vault::seal_letter(cell, part.view(), random);
  if (!letter.ok()) return letter.error();
  return base64url_encode(view_of(*letter));
}

Result<DecodedPart> opened(const vault::Vault& vault, std::string_view sealed) {
  const auto letter = base64url_decode(sealed);
  if (!letter) return invalid_error("bad_letter", "it is damaged");
  const auto text = vault::open_letter(vault, {letter->data(), letter->size()});
  if (!text.ok()) return text.error();
  auto part = decode_part(text->view());
  if (!part) return invalid_error("bad_letter", "a later hub made it: upgrade this one");
  return std::move(*part);
}

}  // namespace

std::string TenantMoves::cell_key() const {
  return vault::text_of(vault::cell_key_of(parts_.vault));
}

// As it closed before, and lets nothing in, what is empty stays so.
Task<Result<void>> TenantMoves::check_empty(std::string tenant) {
  auto showing = parts_.removals.show(tenant);
  const auto removal = co_await std::move(showing);
  if (!removal.ok() || removal->mode != admin::RemovalMode::move)
    co_return invalid_error("no_move", "no move of this tenant has begun");
  if (auto flushed = co_await parts_.outbox.flush(); !flushed.ok()) co_return flushed;
  auto showing_again = parts_.removals.show(tenant);
  const auto now = co_await std::move(showing_again);
  if (!now.ok() || !now->is_empty())
    co_return invalid_error("not_empty", "something of this tenant is still here");
  co_return Result<void>();
}

Task<Result<admin::MovePart>> TenantMoves::give(std::string tenant, std::string cell_key, std::string from) {
  const auto cell = vault::parse_cell_key(cell_key);
  if (!cell) co_return invalid_error("bad_cell_key", "this is no cell key: `hubctl cell key` prints it");
  auto cursor = from.empty() ? MoveCursor{random_text(parts_.random)} : parse_move_cursor(from);
  if (!cursor) co_return invalid_error("bad_place", "`from` is `next` of the part before, or empty");
  auto checking = check_empty(tenant);
  if (auto empty = co_await std::move(checking); !empty.ok()) co_return empty.error();
  const MoveHead head{cursor->bundle, tenant, cursor->number};
  ++cursor->number;
  if (!cursor->place) {
    auto gathering = all_of(tenant);
    const auto all = co_await std::move(gathering);
    if (!all.ok()) co_return all.error();
    auto sealed = sealed_for(*cell, encoded(head, *all), parts_.random);
    if (!sealed.ok()) co_return sealed.error();
    parts_.log.info("a tenant was given to another cell", {log::resource("tenant", tenant)});
    co_return admin::MovePart{std::move(*sealed), {}};
  }
  auto read = [&](store::Database& database) -> Result<store::MemoryPage> {
    const auto id = database.tenant_id(tenant);
    if (!id.ok()) return id.error();
    return database.memory(*id, *cursor->place, kRowsPerPart);
  };
  const auto page = co_await parts_.outbox.read(read);
  if (!page.ok()) co_return page.error();
  cursor->place = page->next;
  auto sealed = sealed_for(*cell, encoded(head, page->memory), parts_.random);
  if (!sealed.ok()) co_return sealed.error();
  co_return admin::MovePart{std::move(*sealed), cursor->text()};
}

Task<Result<MovingTenant>> TenantMoves::all_of(std::string tenant) {
  MovingTenant moving;
  const auto key = parts_.engine.id_key(tenant);
  if (!key) co_return invalid_error("no_move", "this tenant is not here");
  const auto* bytes = reinterpret_cast<const char*>(key->data());
  moving.id_key.assign(bytes, bytes + key->size());
  auto secrets = parts_.secrets.all_of(tenant);
  if (!secrets.ok()) co_return secrets.error();
  moving.secrets = std::move(*secrets);
  for (const admin::ResourceView& one : parts_.resources.list())
    if (belongs_to(one.id, tenant)) moving.resources.push_back({one.id.text(), one.text});
  auto reading = mappings_of(tenant);
  auto mappings = co_await std::move(reading);
  if (!mappings.ok()) co_return mappings.error();
  moving.mappings = std::move(*mappings);
  const std::vector<std::string> targets = parts_.resources.now().find_tenant(tenant)->targets;
  for (const std::string& target : targets) {
    auto look = [&](store::Database& database) { return database.admin().is_lane_paused(tenant, target); };
    const auto paused = co_await parts_.outbox.read(look);
    if (!paused.ok()) co_return paused.error();
    if (*paused) moving.paused_targets.push_back(target);
  }
  co_return std::move(moving);
}

// Every one that was ever published: records of cases that older ones wrote are found, and erased, by them.
Task<Result<std::vector<MovingMapping>>> TenantMoves::mappings_of(std::string tenant) {
  const std::vector<std::string> targets = parts_.resources.now().find_tenant(tenant)->targets;
  auto read = [&](store::Database& database) -> Result<std::vector<MovingMapping>> {
    std::vector<MovingMapping> all;
    for (const std::string& target : targets) {
      auto published = database.publications(tenant, target, kPublicationsMax);
      if (!published.ok()) return published.error();
      std::ranges::reverse(*published);
      for (const store::Publication& one : *published) {
        auto text = database.mapping_text(one.version);
        if (!text.ok()) return text.error();
        all.push_back({target, {0, one.name, std::move(*text), one.origin, one.author}});
      }
    }
    return all;
  };
  co_return co_await parts_.outbox.read(read);
}

Task<Result<admin::MovedTenant>> TenantMoves::take(std::string sealed, std::string by) {
  if (is_taking_) co_return transient_error("busy", "another part is being taken");
  const Flag taking(is_taking_);
  auto part = opened(parts_.vault, sealed);
  if (!part.ok()) co_return part.error();
  const MoveHead head = part->head;
  if (parts_.resources.now().find_tenant(head.tenant) != nullptr)
    co_return invalid_error("tenant_exists", "there is a tenant of this name here already");
  if (head.number != 1 && (head.bundle != bundle_ || head.number != taken_ + 1))
    co_return invalid_error("part_missing", "the parts come in their order: begin with the first one");
  const bool is_last = std::holds_alternative<MovingTenant>(part->content);
  Result<void> taken;
  if (is_last) {
    auto moving = take_tenant(head, std::get<MovingTenant>(std::move(part->content)), std::move(by));
    taken = co_await std::move(moving);
  } else {
    auto remembering = take_memory(head, std::get<store::Memory>(std::move(part->content)));
    taken = co_await std::move(remembering);
  }
  if (!taken.ok()) co_return taken.error();
  bundle_ = head.bundle;
  taken_ = head.number;
  co_return admin::MovedTenant{head.tenant, is_last};
}

Task<Result<void>> TenantMoves::take_memory(MoveHead head, store::Memory memory) {
  auto find = [&head](store::Database& database) { return database.tenant_id(head.tenant); };
  const auto id = co_await parts_.outbox.read(find);
  if (!id.ok()) co_return id.error();
  auto remembering = parts_.outbox.remember(*id, std::move(memory), head.number == 1);
  co_return co_await std::move(remembering);
}

// It takes events once its resources are in force; whatever fails before can be done again from the first
// part.
Task<Result<void>> TenantMoves::take_tenant(MoveHead head, MovingTenant moving, std::string by) {
  auto keeping = parts_.secrets.take_in(std::move(moving.secrets), head.tenant, std::move(moving.id_key), by);
  if (auto kept = co_await std::move(keeping); !kept.ok()) co_return kept;
  auto publishing = take_mappings(head.tenant, std::move(moving.mappings));
  if (auto published = co_await std::move(publishing); !published.ok()) co_return published;
  for (const std::string& target : moving.paused_targets) {
    auto pause = [&](store::AdminStore& admin) { return admin.set_lane_paused(head.tenant, target, true); };
    if (auto paused = co_await parts_.outbox.administer(pause); !paused.ok()) co_return paused;
  }
  admin::ResourceProposal proposal;
  proposal.files = std::move(moving.resources);
  proposal.author = std::move(by);
  proposal.may_write = [&head](const policy::ResourceId& id) { return belongs_to(id, head.tenant); };
  auto applying = parts_.resources.apply(std::move(proposal));
  const auto applied = co_await std::move(applying);
  if (!applied.ok()) co_return applied.error();
  if (!applied->problems.empty())
    co_return invalid_error("move_refused", config::all_texts(applied->problems));
  parts_.log.info("a tenant came from another cell", {log::resource("tenant", head.tenant)});
  co_return Result<void>();
}

Task<Result<void>> TenantMoves::take_mappings(std::string tenant, std::vector<MovingMapping> mappings) {
  for (MovingMapping& one : mappings) {
    auto find = [&](store::Database& database) { return database.lane_id(tenant, one.target); };
    const auto lane = co_await parts_.outbox.read(find);
    if (!lane.ok()) co_return lane.error();
    one.publication.lane = *lane;
    auto publishing = parts_.outbox.publish(std::move(one.publication));
    if (const auto published = co_await std::move(publishing); !published.ok()) co_return published.error();
  }
  co_return Result<void>();
}

}  // namespace hub::hubd
