// What is remembered of a tenant's cases that are gone.
#include "core/store/sqlite/encoding.hpp"
#include "core/store/sqlite/reader.hpp"

namespace hub::store::sqlite {

Result<MemoryPage> Reader::memory(TenantId tenant, MemoryPlace place, std::uint32_t limit) {
  MemoryPage page;
  Statement& statement = place.is_in_traces ? traces_of_tenant_ : tombstones_of_tenant_;
  const std::int64_t after = first_tombstone_of(place.day) + place.number;
  Rows rows(statement.bind(1, tenant).bind(2, after).bind(3, std::int64_t{limit}));
  for (std::uint32_t found = 0;; ++found) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) {
      if (found == limit)
        page.next = place;
      else if (!place.is_in_traces)
        page.next = MemoryPlace{true};
      return page;
    }
    place.day = day_of_tombstone(statement.integer(0));
    place.number = number_of_tombstone(statement.integer(0));
    if (place.is_in_traces) {
      const std::string_view id = statement.blob(2);
      page.memory.traces.push_back({statement.hash(1), {id.begin(), id.end()}, place.day});
    } else {
      page.memory.tombstones.push_back(
          {tenant, place.day, statement.integer(4), statement.hash(1), statement.hash(2), statement.hash(3)});
    }
  }
}

}  // namespace hub::store::sqlite
