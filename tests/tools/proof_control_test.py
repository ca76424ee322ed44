#!/usr/bin/env python3
"""The planted control: whatever is written on purpose to any surface, in any shape, is found there by the command."""
import contextlib
import os
import re
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import shapes  # noqa: E402
from hub_run import run_cases  # noqa: E402
from leaky_hub import LeakyHub  # noqa: E402
from proof_hub import ProofHub  # noqa: E402

SWAP_BYTES = 2 << 20
COPIES = 500  # of what is deleted: some blocks are used again at once


class PlantedControl(ProofHub):
    def setUp(self):
        super().setUp()
        self.swap = self.places.path("swap")
        self.leaky = LeakyHub(self.places.admin_url)
        self.addCleanup(self.leaky.end)

    def tearDown(self):
        if os.path.exists(self.swap):
            subprocess.run(["/sbin/swapoff", self.swap], check=False, capture_output=True)
        super().tearDown()

    def is_found(self, plant, *surfaces):
        """`plant(content)` leaves what all shapes together are; the last surface has to show each of them."""
        texts, content = shapes.planted()
        plant(content)
        status, found = self.search(*texts.values(), url=self.leaky.url)
        self.assertEqual((self.states(found), status), (self.expected(*surfaces), 1))
        lines = {int(re.match(r"line (\d+) as ", what)[1]) for what in found[surfaces[-1]]["found"]}
        missed = [shape for number, shape in enumerate(texts, 1) if number not in lines]
        self.assertEqual(missed, [], "planted and not found")

    def file_of(self, path, mode="wb"):
        """Plants by writing there; gone with the test."""
        def plant(content):
            with open(path, mode) as file:
                file.write(content)
            self.addCleanup(lambda: os.path.exists(path) and os.remove(path))
        return plant

    def raw(self):
        return ["S2"] if self.volume else []

    def test_s1_the_data_folder(self):
        self.is_found(self.file_of(self.places.path("data", "planted")), *self.raw(), "S1")

    def test_s2_the_raw_volume(self):
        if not self.volume:
            raise unittest.SkipTest("the raw volume can only be read by root, on a loop device")
        path = self.places.path("data", "planted")

        def plant(content):
            with open(path, "wb") as file:
                file.write(content * COPIES)
                os.fsync(file.fileno())
            os.remove(path)

        self.is_found(plant, "S2")

    def test_s3_the_log(self):
        self.is_found(self.file_of(self.places.path("logs", "hubd.log"), "ab"), "S3")

    def test_s4_metrics(self):
        self.is_found(lambda content: self.leaky.add("/metrics", content), "S4")

    def test_s5_the_admin_api(self):
        self.is_found(lambda content: self.leaky.add("/api/v1/status", content), "S5")

    def test_s6_the_certificate_log(self):
        self.is_found(lambda content: self.leaky.add("/certificates/log/checkpoint", content), "S6")
        self.leaky.add("/certificates/log/checkpoint", b"")
        self.is_found(self.file_of(self.places.path("data", "certificates", "planted")), "S1", *self.raw(), "S6")

    def test_s7_cores(self):
        with open("/proc/sys/kernel/core_pattern", encoding="ascii") as file:
            pattern = file.read().strip()
        if "/" in pattern or pattern.startswith("|"):
            raise unittest.SkipTest("cores go elsewhere on this machine")
        folder = os.readlink(f"/proc/{self.hub.process.pid}/cwd")
        self.is_found(self.file_of(os.path.join(folder, f"core.planted-{os.getpid()}")), "S7")

    def test_s8_swap(self):
        path = self.swap

        def plant(content):
            with open(path, "wb") as file:
                file.write(b"\0" * SWAP_BYTES)
            os.chmod(path, 0o600)
            subprocess.run(["/sbin/mkswap", path], check=True, capture_output=True)
            with open(path, "r+b") as file:
                file.seek(SWAP_BYTES // 2)
                file.write(content)
            if subprocess.run(["/sbin/swapon", "--priority", "0", path], capture_output=True, check=False).returncode != 0:
                raise unittest.SkipTest("swap can only be added by root")

        self.is_found(plant, "S8")

    def test_s9_memory(self):
        connection = socket.create_connection(("127.0.0.1", self.places.events_port), timeout=10)

        def plant(content):
            connection.sendall(b"POST /v1/cases HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n"
                               b"Content-Length: 1000000\r\n\r\n" + content)
            last = shapes.text_of_its_own()
            connection.sendall(last.encode())
            self.wait_until(lambda: self.search(last)[1]["S9"]["state"] == "FOUND", "all of it has arrived")

        with contextlib.closing(connection):
            self.is_found(plant, "S9")

    def test_s10_shared_memory(self):
        self.is_found(self.file_of(f"/dev/shm/hub-planted-{os.getpid()}"), "S10")

    def test_s11_the_key_files(self):
        self.is_found(self.file_of(self.places.path("data", "keys", "planted")), "S1", *self.raw(), "S11")

    def test_s12_the_copy_at_the_source(self):
        self.is_found(self.file_of(os.path.join(self.source, "export.json")), "S12")


if __name__ == "__main__":
    sys.exit(run_cases(PlantedControl))
