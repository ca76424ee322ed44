#!/usr/bin/env python3
"""The processes of the demonstration: what lies on disk while one is frozen is of one moment."""
import os
import sys
import tempfile
import unittest

import case_report

SOURCE = sys.argv[1]
sys.path.insert(0, os.path.join(SOURCE, "tools", "demonstration"))
from services import Service  # noqa: E402

# Two threads that write all the time.
WRITER = """
import sys, threading
def write(path):
    while True:
        with open(path, "ab") as file:
            file.write(b"x")
for path in sys.argv[1:]:
    threading.Thread(target=write, args=(path,)).start()
"""


def states(pid):
    """The state letter of each thread."""
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/stat", encoding="ascii") as file:
            found.append(file.read().rpartition(")")[2].split()[0])
    return found


class ServicesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.files = [os.path.join(folder.name, name) for name in ("one", "two")]
        self.service = Service("a writer", [sys.executable, "-c", WRITER, *self.files],
                               os.path.join(folder.name, "log"))
        self.service.start()
        self.addCleanup(self.service.kill)
        self.service.wait_until(lambda: all(map(os.path.exists, self.files)))

    def sizes(self):
        return [os.path.getsize(path) for path in self.files]

    def test_no_thread_of_a_frozen_process_runs_and_all_go_on_afterwards(self):
        with self.service.frozen():
            self.assertEqual(set(states(self.service.process.pid)), {"T"})
            before = self.sizes()
        self.service.wait_until(lambda: all(now > then for now, then in zip(self.sizes(), before)))

    def test_a_failure_inside_leaves_no_process_frozen(self):
        with self.assertRaises(RuntimeError), self.service.frozen():
            before = self.sizes()
            raise RuntimeError
        self.service.wait_until(lambda: all(now > then for now, then in zip(self.sizes(), before)))

    def test_a_process_that_has_ended_is_no_obstacle(self):
        self.service.kill()
        with self.service.frozen():
            self.assertFalse(self.service.is_alive())
        self.service.start()


if __name__ == "__main__":
    sys.exit(case_report.run(ServicesTest))
