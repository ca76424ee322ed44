#include "tests/simulation/simulated_vfs.hpp"

#include <sqlite3.h>

#include <atomic>
#include <cstring>

namespace hub::simulation {

struct SimulatedVfs::State {
  State(SimulatedDisk& simulated_disk, Random& simulated_random)
      : disk(simulated_disk), random(simulated_random) {}
  SimulatedDisk& disk;
  Random& random;
  std::string name;
  sqlite3_vfs vfs{};
};

namespace {

struct File {
  sqlite3_file base;
  SimulatedDisk::Handle* handle;
};

SimulatedDisk::Handle& handle_of(sqlite3_file* file) {
  return *reinterpret_cast<File*>(file)->handle;
}

std::span<std::byte> bytes(void* data, int size) {
  return {static_cast<std::byte*>(data), static_cast<std::size_t>(size)};
}

int close_file(sqlite3_file* file) {
  delete reinterpret_cast<File*>(file)->handle;
  return SQLITE_OK;
}
int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  if (!handle_of(file).is_alive()) return SQLITE_IOERR_READ;
  return handle_of(file).read(static_cast<std::uint64_t>(offset), bytes(into, size))
             ? SQLITE_OK
             : SQLITE_IOERR_SHORT_READ;
}
int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  auto& handle = handle_of(file);
  if (!handle.is_alive()) return SQLITE_IOERR_WRITE;
  return handle.write(static_cast<std::uint64_t>(offset), bytes(const_cast<void*>(from), size)) ? SQLITE_OK
                                                                                                : SQLITE_FULL;
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  return handle_of(file).truncate(static_cast<std::uint64_t>(size)) ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}
int sync_file(sqlite3_file* file, int) {
  return handle_of(file).sync() ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(handle_of(file).size());
  return SQLITE_OK;
}
int lock_file(sqlite3_file*, int) {
  return SQLITE_OK;
}
int check_lock(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}
int file_control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return 512;
}
int device_characteristics(sqlite3_file*) {
  return 0;
}

// Version 1: no shared memory, no memory mapping.
const sqlite3_io_methods kMethods = {
    1,         close_file, read_file,    write_file,  truncate_file,          sync_file, file_size, lock_file,
    lock_file, check_lock, file_control, sector_size, device_characteristics, nullptr,   nullptr,   nullptr,
    nullptr,   nullptr,    nullptr};

SimulatedVfs::State* state_of(sqlite3_vfs* vfs);

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags);
int delete_file(sqlite3_vfs* vfs, const char* path, int);
int access_file(sqlite3_vfs* vfs, const char* path, int, int* result);
int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
  std::strncpy(out, path, static_cast<std::size_t>(size));
  return SQLITE_OK;
}
int randomness(sqlite3_vfs* vfs, int size, char* out);
int sleep(sqlite3_vfs*, int microseconds) {
  return microseconds;
}
int current_time(sqlite3_vfs*, double* julian_day) {
  *julian_day = 2461000.5;  // no SQL reads the clock: one fixed day is enough
  return SQLITE_OK;
}
int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

}  // namespace

namespace {
SimulatedVfs::State* state_of(sqlite3_vfs* vfs) {
  return static_cast<SimulatedVfs::State*>(vfs->pAppData);
}

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  auto* opened = reinterpret_cast<File*>(file);
  opened->base.pMethods = &kMethods;
  opened->handle = new SimulatedDisk::Handle(state_of(vfs)->disk.open_or_create(path ? path : "temporary"));
  if (out_flags) *out_flags = flags;
  return SQLITE_OK;
}
int delete_file(sqlite3_vfs* vfs, const char* path, int) {
  state_of(vfs)->disk.remove(path);
  return SQLITE_OK;
}
int access_file(sqlite3_vfs* vfs, const char* path, int, int* result) {
  *result = state_of(vfs)->disk.exists(path) ? 1 : 0;
  return SQLITE_OK;
}
int randomness(sqlite3_vfs* vfs, int size, char* out) {
  state_of(vfs)->random.fill(bytes(out, size));
  return size;
}
}  // namespace

SimulatedVfs::SimulatedVfs(SimulatedDisk& disk, Random& random)
    : state_(std::make_unique<State>(disk, random)) {
  static std::atomic<unsigned> count{0};
  state_->name = "simulated-" + std::to_string(++count);
  sqlite3_vfs& vfs = state_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(File);
  vfs.mxPathname = 512;
  vfs.zName = state_->name.c_str();
  vfs.pAppData = state_.get();
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = sleep;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  sqlite3_vfs_register(&vfs, 0);
}

SimulatedVfs::~SimulatedVfs() {
  sqlite3_vfs_unregister(&state_->vfs);
}

const std::string& SimulatedVfs::name() const {
  return state_->name;
}

}  // namespace hub::simulation
