#include "core/admin/capacity_figures.hpp"

#include <sys/statvfs.h>

namespace hub::admin {

void CapacityFigures::refresh() {
  const vault::SlotUse keys = vault_.slot_use();
  registry_.gauge("hub_key_slots", "Cases that the key store has room for.").set(keys.slots);
  registry_.gauge("hub_key_slots_used", "Of these, taken: by cases, and by what is owed to platforms.")
      .set(keys.used);
  struct statvfs disk {};
  if (::statvfs(data_dir_.c_str(), &disk) != 0) return;
  const auto bytes = [&disk](fsblkcnt_t blocks) { return static_cast<std::int64_t>(blocks * disk.f_frsize); };
  registry_.gauge("hub_disk_bytes", "Size of the file system that the data folder is on.")
      .set(bytes(disk.f_blocks));
  registry_.gauge("hub_disk_free_bytes", "Of these, what the hub may still fill.").set(bytes(disk.f_bavail));
}

}  // namespace hub::admin
