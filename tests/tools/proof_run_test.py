#!/usr/bin/env python3
"""`hubctl proof run` and `proof search` on a real hub: clean when nothing remains, and never clean when something does
or when something could not be read."""
import base64
import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, HubRun, TEST_SECONDS, run_cases  # noqa: E402

SURFACES = [f"S{number}" for number in range(1, 13)]
IMAGE_BYTES = 160 << 20


def new_text():
    return "planted-" + secrets.token_hex(16)


def is_mountable():
    return os.geteuid() == 0 and os.path.exists("/dev/loop-control")


class ProofTest(HubRun):
    def setUp(self):
        super().setUp()
        self.places.change("case_slots: 65536", "case_slots: 4096")
        self.mounted = False
        self.image = self.places.path("volume.img")
        if is_mountable():
            self.mount_data_folder()
        self.start_simulator()
        self.start_hub()

    def tearDown(self):
        if self.hub.is_alive():
            self.hub.kill()
        if self.mounted:
            subprocess.run(["umount", self.places.path("data")], check=True)
        os.environ.pop("PLANTED", None)
        super().tearDown()

    def mount_data_folder(self):
        """A volume of its own below the data folder, so that its raw blocks can be read."""
        with open(self.image, "wb") as image:
            image.truncate(IMAGE_BYTES)
        subprocess.run(["mkfs.ext4", "-q", self.image], check=True)
        subprocess.run(["mount", "-o", "loop", self.image, self.places.path("data")], check=True)
        self.mounted = True

    def proof(self, *words):
        surroundings = dict(os.environ, HUBCTL_URL=self.places.admin_url, HUBCTL_KEY_FILE=self.places.path("admin.key"))
        volume = ["--volume", self.image] if self.mounted else []
        answer = subprocess.run([HUBCTL, "proof", *words, "--json", *volume], env=surroundings, capture_output=True,
                                text=True, timeout=2 * TEST_SECONDS, check=False)
        self.assertIn(answer.returncode, (0, 1), answer.stderr)
        report = json.loads(answer.stdout)
        self.assertEqual([one["surface"] for one in report["surfaces"]], SURFACES)
        return answer.returncode, {one["surface"]: one for one in report["surfaces"]}

    def states(self, surfaces):
        return {surface: one["state"] for surface, one in surfaces.items() if one["state"] != "clean"}

    def search(self, text):
        path = self.places.path("texts")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        return self.proof("search", path)

    def assert_found_only(self, text, *places):
        status, surfaces = self.search(text)
        unread = {} if self.mounted else {"S2": "not scanned"}
        self.assertEqual(self.states(surfaces), {**unread, **dict.fromkeys(places, "FOUND")})
        self.assertEqual(status, 1)
        for place in places:
            self.assertNotIn(text, " ".join(surfaces[place]["details"]), "the report repeats what it found")

    def test_a_canary_leaves_nothing_on_any_surface_also_beside_other_cases(self):
        if not self.mounted:
            raise unittest.SkipTest("the raw volume can only be read by root, on a loop device")
        self.send(self.made_up(50))
        status, surfaces = self.proof("run")
        self.assertEqual((self.states(surfaces), status), ({}, 0), surfaces)
        for surface in ("S1", "S2", "S3", "S4", "S5", "S6", "S9", "S10", "S11"):
            self.assertGreater(surfaces[surface]["bytes"], 0, surface)
        self.all_delivered_with_canaries(50, 1)

    def all_delivered_with_canaries(self, cases, canaries):
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")
        self.assertEqual(self.org.state()["records"]["Case"], cases)
        tenants = [entry["tenant"] for entry in self.certificates()]
        self.assertEqual((tenants.count("acme"), tenants.count("hub.proof")), (cases, canaries))

    def test_a_surface_that_was_not_read_is_no_proof(self):
        if self.mounted:
            subprocess.run(["umount", "--lazy", self.places.path("data")], check=True)
            self.mounted = False
        status, surfaces = self.proof("run")
        self.assertEqual((status, surfaces["S2"]["state"]), (1, "not scanned"))

    def test_what_is_planted_in_files_is_found_where_it_lies(self):
        for surface, folder in (("S1", "data"), ("S3", "logs"), ("S6", "data/certificates"), ("S11", "data/keys")):
            text = new_text()
            place = self.places.path(*folder.split("/"), "hubd.log" if surface == "S3" else "planted")
            with open(place, "ab") as file:
                file.write(base64.b64encode(b".." + text.encode() + b".."))
            inside_data = {"S1", *(["S2"] if self.mounted else [])} if surface != "S3" else set()
            self.assert_found_only(text, surface, *(inside_data - {surface}))

    def test_a_deleted_file_is_found_on_the_raw_volume_only(self):
        if not self.mounted:
            raise unittest.SkipTest("the raw volume can only be read by root, on a loop device")
        text = new_text()
        path = self.places.path("data", "planted")
        with open(path, "wb") as file:
            file.write(text.encode() * 50_000)  # many blocks: the hub may use some of them again at once
            os.fsync(file.fileno())
        os.remove(path)
        self.assert_found_only(text, "S2")

    def test_what_the_process_holds_is_found(self):
        self.hub.kill()
        environment, shared = new_text(), new_text()
        os.environ["PLANTED"] = environment
        self.start_hub()
        self.assert_found_only(environment, "S9", "S10")
        path = f"/dev/shm/hub-planted-{os.getpid()}"
        with open(path, "wb") as file:
            file.write(shared.encode("utf-16-le"))
        try:
            self.assert_found_only(shared, "S10")
        finally:
            os.remove(path)

    def test_a_case_that_is_still_arriving_is_in_memory_and_nowhere_else(self):
        text = new_text()
        connection = socket.create_connection(("127.0.0.1", self.places.events_port), timeout=10)
        with contextlib.closing(connection):
            connection.sendall(b"POST /v1/cases HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n"
                               b"Content-Length: 100000\r\n\r\n" + b'{"text": "' + text.encode() + b" " * 50_000)
            self.wait_until(lambda: self.search(text)[1]["S9"]["state"] == "FOUND", "the text has arrived")
            self.assert_found_only(text, "S9")
        self.wait_until(lambda: not self.states(self.search(text)[1]).get("S9"), "it is gone with its connection")

    def test_a_core_is_found(self):
        text = new_text()
        folder = os.readlink(f"/proc/{self.hub.process.pid}/cwd")
        with open("/proc/sys/kernel/core_pattern", encoding="ascii") as file:
            pattern = file.read().strip()
        if "/" in pattern or pattern.startswith("|"):
            raise unittest.SkipTest("cores go elsewhere on this machine")
        path = os.path.join(folder, f"core.planted-{os.getpid()}")
        with open(path, "wb") as file:
            file.write(text.encode().hex().encode())
        try:
            self.assert_found_only(text, "S7")
        finally:
            os.remove(path)


if __name__ == "__main__":
    sys.exit(run_cases(ProofTest))
