#!/usr/bin/env python3
"""`hubctl proof run` and `proof search` on a real hub: clean when nothing remains, and never clean when something does
or when something could not be read."""
import base64
import contextlib
import json
import os
import secrets
import signal
import socket
import sys
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import BUILD, run_cases  # noqa: E402
from leaky_hub import LeakyHub  # noqa: E402
from proof_hub import ProofHub  # noqa: E402
from residue import Residue  # noqa: E402
from services import get_json  # noqa: E402


def new_text():
    return "planted-" + secrets.token_hex(16)


class ProofTest(ProofHub):
    def assert_found_only(self, text, *places):
        status, surfaces = self.search(text)
        self.assertEqual(self.states(surfaces), self.expected(*places))
        self.assertEqual(status, 1)
        for place in places:
            self.assertNotIn(text, " ".join(surfaces[place]["details"]), "the report repeats what it found")

    def test_a_canary_leaves_nothing_on_any_surface_also_beside_other_cases(self):
        if not self.volume:
            raise unittest.SkipTest("the raw volume can only be read by root, on a loop device")
        self.send(self.made_up(50))
        status, surfaces = self.proof("run")
        self.assertEqual((self.states(surfaces), status), ({}, 0), surfaces)
        for surface in ("S1", "S2", "S3", "S4", "S5", "S6", "S9", "S10", "S11"):
            self.assertGreater(surfaces[surface]["bytes"], 0, surface)
        self.all_delivered_with_canaries(50, 1)
        self.assertTrue(self.last_proof()["passed"])

    def last_proof(self):
        return get_json(self.places.admin_url + "/api/v1/proof/result", self.places.admin_key)

    def all_delivered_with_canaries(self, cases, canaries):
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")
        self.assertEqual(self.org.state()["records"]["Case"], cases)
        tenants = [entry["tenant"] for entry in self.certificates()]
        self.assertEqual((tenants.count("acme"), tenants.count("hub.proof")), (cases, canaries))

    def test_a_canary_for_a_real_target_is_delivered_there_and_taken_back(self):
        status, surfaces = self.proof("run", "--target", "acme")
        unread = self.expected()
        self.assertEqual((self.states(surfaces), status), (unread, 1 if unread else 0))
        target = self.report["targets"][0]
        self.assertEqual((target["target"], target["left"]), ("salesforce", 0))
        self.assertGreater(target["found"], 0)
        self.assertEqual(target["found"], target["records"])
        self.assertGreater(self.org.calls("upsert"), 0)
        self.assertEqual(sum(self.org.state()["records"].values()), 0)
        self.assertEqual([entry["tenant"] for entry in self.certificates()], ["acme"])

    def test_a_canary_that_its_target_keeps_is_no_proof(self):
        self.org.break_with("status", "delete", status=403, text="INSUFFICIENT_ACCESS", times=-1)
        status, _ = self.proof("run", "--target", "acme")
        self.assertEqual(status, 1)
        self.assertIn("problem", self.report["targets"][0])
        self.assertFalse(self.last_proof()["passed"])

    def test_only_a_canary_is_erased_without_a_request_for_erasure(self):
        self.send(self.made_up(1))
        self.all_delivered_once(1)
        body = json.dumps({"tenant": "acme", "event": json.loads(self.made_up(1)[0])}).encode()
        request = urllib.request.Request(self.places.admin_url + "/api/v1/proof/erase", body,
                                         {"Authorization": "Bearer " + self.places.admin_key})
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        self.assertEqual(refused.exception.code, 400)
        self.assertEqual(self.org.state()["records"]["Case"], 1)

    def test_a_surface_that_was_not_read_is_no_proof(self):
        if self.volume:
            self.volume.unmount("--lazy")
            self.volume = None
        status, surfaces = self.proof("run")
        self.assertEqual((status, surfaces["S2"]["state"]), (1, "not scanned"))

    def test_what_is_planted_in_files_is_found_where_it_lies(self):
        for surface, folder in (("S1", "data"), ("S3", "logs"), ("S6", "data/certificates"), ("S11", "data/keys")):
            text = new_text()
            place = self.places.path(*folder.split("/"), "hubd.log" if surface == "S3" else "planted")
            with open(place, "ab") as file:
                file.write(base64.b64encode(b".." + text.encode() + b".."))
            inside_data = {"S1", *(["S2"] if self.volume else [])} if surface != "S3" else set()
            self.assert_found_only(text, surface, *(inside_data - {surface}))

    def test_a_deleted_file_is_found_on_the_raw_volume_only(self):
        if not self.volume:
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
        self.addCleanup(os.environ.pop, "PLANTED")
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

    def canary_through(self, leak):
        """A run whose canary passes by `leak(body)` on its way to the hub."""
        def seen_event(path, body, content):
            leak(body)
            return content

        def seen_answer(path, body, content):
            if path != "/api/v1/proof/session":
                return content
            session = json.loads(content)
            return json.dumps({**session, "events_url": events.url}).encode()

        events, admin = LeakyHub(self.places.events_url, seen_event), LeakyHub(self.places.admin_url, seen_answer)
        try:
            return self.proof("run", "--within", "2", url=admin.url)
        finally:
            events.end()
            admin.end()

    def residue(self, canary):
        """What the files hold of it, with the help of every key that is there."""
        return Residue(os.path.join(BUILD, "tools", "residue", "hub-residue"), self.places, [canary], self.hub).remaining()

    def test_a_hub_that_writes_a_canary_to_its_log_is_found_out(self):
        def leak(body):
            with open(self.places.path("logs", "hubd.log"), "ab") as log:
                log.write(base64.b64encode(body))

        status, surfaces = self.canary_through(leak)
        self.assertEqual((self.states(surfaces), status), (self.expected("S3"), 1))
        self.assertTrue(any(what.startswith("visitor.email as base64") for what in surfaces["S3"]["found"]))

    def test_with_deletion_off_a_canary_is_in_memory_and_sealed_and_nowhere_in_clear(self):
        canaries = []
        self.canary_through(canaries.append)
        self.assertEqual(self.residue(canaries[0])["opened_hits"], 0)
        self.hub.kill()
        self.places.settings += "diagnostics: {never_delete: true}\n"
        self.places.set_ordinary()
        self.start_hub()
        status, surfaces = self.canary_through(canaries.append)
        self.assertEqual((self.states(surfaces), status), (self.expected("S9"), 1))
        self.assertIn("not confirmed and deleted within 2 s", self.report["unproven"])
        found = self.residue(canaries[1])
        self.assertEqual(found["hits"], 0)
        self.assertGreater(found["opened_hits"], 0)

    def test_of_a_hub_elsewhere_only_its_answers_are_searched(self):
        def seen_answer(path, body, content):
            if path != "/api/v1/proof/session":
                return content
            return json.dumps({**json.loads(content), "identity": "another machine"}).encode()

        admin = LeakyHub(self.places.admin_url, seen_answer)
        self.addCleanup(admin.end)
        status, surfaces = self.proof("run", url=admin.url)
        unread = [surface for surface, state in self.states(surfaces).items() if state == "not scanned"]
        self.assertEqual((unread, status), (["S1", "S2", "S3", "S6", "S7", "S8", "S9", "S10", "S11"], 1))

    def test_texts_of_ones_own_ask_for_what_their_source_keeps(self):
        path = self.places.path("texts")
        with open(path, "w", encoding="utf-8") as file:
            file.write(new_text() + "\n")
        _, surfaces = self.proof("search", path)
        self.assertEqual(surfaces["S12"]["state"], "not scanned")

    def test_an_aborted_hub_leaves_no_core(self):
        self.hub.process.send_signal(signal.SIGABRT)
        self.hub.process.wait()
        folder = os.getcwd()
        self.assertEqual([name for name in os.listdir(folder) if name == "core" or name.startswith("core.")], [])

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
