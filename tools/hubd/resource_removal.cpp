// LiveResources: what goes, a tenant with its targets or a partner.
#include "core/base/flag.hpp"
#include "tools/hubd/live_resources.hpp"

namespace hub::hubd {
namespace {

bool goes_with(const policy::ResourceId& id, const policy::ResourceId& owner) {
  return id == owner || (owner.kind == "tenant" && id.kind == "target" && id.tenant == owner.name);
}

Error refused(const config::Problems& problems) {
  return invalid_error("removal_refused", config::all_texts(problems));
}

}  // namespace

// As it would be.
Result<std::pair<LiveResources::Book, policy::Resources>> LiveResources::without(
    const policy::ResourceId& owner) const {
  config::Problems problems;
  Book book;
  for (const auto& [id, kept] : book_) {
    if (!goes_with(id, owner))
      book[id] = kept;
    else if (!kept.file.empty())
      problems.push_back(kept.document.node.problem("this stands in a file of the hub's resources folder",
                                                    "remove it there and restart the hub"));
  }
  policy::Resources next = read(book, problems);
  if (problems.empty()) check_reachers(next, problems);
  if (!problems.empty()) return refused(problems);
  return std::pair(std::move(book), std::move(next));
}

Result<void> LiveResources::may_go(const policy::ResourceId& owner) const {
  const auto rest = without(owner);
  return rest.ok() ? Result<void>() : Result<void>(rest.error());
}

Task<Result<void>> LiveResources::remove(policy::ResourceId owner,
                                         std::function<Result<void>(store::AdminStore&)> write) {
  if (is_changing_) co_return transient_error("busy", "another change of resources is under way");
  const Flag changing(is_changing_);
  auto rest = without(owner);
  if (!rest.ok()) co_return rest.error();
  const auto rewire = parts_.rewire(rest->second);
  if (!rewire.ok()) co_return invalid_error("removal_refused", rewire.error().message);
  if (auto written = co_await parts_.outbox.administer(write); !written.ok()) co_return written;
  book_ = std::move(rest->first);
  resources_ = std::move(rest->second);
  if (owner.kind == "tenant") frozen_.erase(owner.name);
  (*rewire)();
  co_return Result<void>();
}

}  // namespace hub::hubd
