"""What a hub needs, looked at every few seconds while it runs, is killed and starts again."""
import contextlib
import dataclasses
import http.client
import os
import re
import threading
import time
import urllib.request

import processes

MEGABYTE = 1 << 20


@dataclasses.dataclass
class Sample:
    at: float              # seconds since the first look
    process: int
    remembered: int        # deleted cases, which are known for duplicate detection
    held: int
    resident_bytes: float
    anonymous_bytes: float  # of these, what is no file
    descriptors: int
    threads: int
    key_slots: int         # taken
    database_bytes: int
    journal_bytes: int
    data_bytes: int        # everything in the data folder


def size_of(*path):
    with contextlib.suppress(FileNotFoundError):
        return os.stat(os.path.join(*path)).st_blocks * 512
    return 0


def folder_bytes(folder):
    return sum(size_of(where, name) for where, _, names in os.walk(folder) for name in names)


class Sampler:
    """Looks from a thread of its own, from start() to stop(). While the hub is away there are no samples."""

    def __init__(self, rig, step_seconds):
        self.samples = []
        self._rig, self._step_seconds, self._began = rig, step_seconds, time.monotonic()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        self._began = time.monotonic()
        self._thread.start()

    def stop(self):
        """The last look is now."""
        self._stopping.set()
        self._thread.join()
        self.samples.append(self._look())

    def _run(self):
        while not self._stopping.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.samples.append(self._look())
            self._stopping.wait(self._step_seconds)

    def _look(self):
        pid, data = self._rig.hub.process.pid, self._rig.places.path("data")
        held = self._rig.status()["cases_held"]
        return Sample(
            time.monotonic() - self._began, pid, self._rig.ask("certificates/summary")["total"], held,
            processes.memory_mb(pid, "VmRSS") * MEGABYTE, processes.memory_mb(pid, "RssAnon") * MEGABYTE,
            processes.descriptors(pid), processes.threads(pid), self._key_slots(),
            size_of(data, "hub.db"), size_of(data, "hub.db-wal"), folder_bytes(data))

    def _key_slots(self):
        request = urllib.request.Request(self._rig.places.admin_url + "/metrics",
                                         headers={"Authorization": "Bearer " + self._rig.places.admin_key})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(re.search(r"^hub_key_slots_used (\d+)", answer.read().decode(), re.MULTILINE)[1])
