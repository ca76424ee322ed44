#!/usr/bin/env python3
"""hubd as a process: its options, readiness, signals, and what a kill leaves. The target is away all the time."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import unittest

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(SOURCE, "tools", "demonstration"))
sys.dont_write_bytecode = True
import case_report  # noqa: E402
import cases  # noqa: E402
from places import Places  # noqa: E402
from sender import Sender  # noqa: E402
from services import Service, answers, get_json  # noqa: E402

HUBD = os.path.join(BUILD, "tools", "hubd", "hubd")
SIMULATORS = os.path.join(BUILD, "tools", "simulators", "hub-simulators")
CONFIGURATION_ERROR = 78  # EX_CONFIG of sysexits.h


class HubdTest(unittest.TestCase):
    def setUp(self):
        self.places = Places(SOURCE, ["salesforce"])
        self.hub = Service("hubd", [HUBD, "--config=" + self.places.path("hub.yaml")],
                           self.places.path("logs", "hubd.log"))

    def tearDown(self):
        if self.hub.is_alive():
            self.hub.kill()
        shutil.rmtree(self.places.root)

    def start(self):
        self.hub.start()
        self.hub.wait_until(lambda: answers(self.places.admin_url + "/readyz"), 60)

    def run_hubd(self, *options):
        return subprocess.run([HUBD, *options], capture_output=True, text=True, timeout=60, check=False)

    def status(self):
        return get_json(self.places.admin_url + "/api/v1/status", self.places.admin_key)

    def send(self, lines):
        sender = Sender(self.places.events_port, self.places.event_secret, lines)
        sender.start()
        while not sender.is_done():
            self.assertTrue(self.hub.is_alive())
        return sender

    def test_check_says_ok_and_starts_nothing(self):
        answer = self.run_hubd("--config=" + self.places.path("hub.yaml"), "--check")
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertIn("ok, 1 tenants, 1 targets", answer.stdout)
        self.assertEqual(os.listdir(self.places.path("data")), [])

    def test_every_problem_is_reported_and_nothing_is_started(self):
        with open(self.places.path("hub.yaml"), "a", encoding="utf-8") as file:
            file.write("regoin: eu\n")
        with open(self.places.path("hub.yaml"), encoding="utf-8") as file:
            text = file.read().replace("epoch: 30s", "epoch: soon")
        with open(self.places.path("hub.yaml"), "w", encoding="utf-8") as file:
            file.write(text)
        answer = self.run_hubd("--config=" + self.places.path("hub.yaml"))
        self.assertEqual(answer.returncode, CONFIGURATION_ERROR)
        self.assertIn("did you mean 'region'?", answer.stderr)
        self.assertIn("epoch", answer.stderr)

    def test_readiness_is_told_and_a_stop_drains(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(self.places.path("notify"))
            manager.settimeout(60)
            os.environ["NOTIFY_SOCKET"] = self.places.path("notify")
            try:
                self.start()
            finally:
                del os.environ["NOTIFY_SOCKET"]
            self.assertEqual(manager.recv(100), b"READY=1")
            self.assertTrue(answers(self.places.admin_url + "/healthz"))
            self.assertTrue(self.hub.stop())
            self.assertEqual(manager.recv(100), b"STOPPING=1")

    def test_a_second_hub_does_not_touch_the_data_of_the_first(self):
        self.start()
        second = self.run_hubd("--config=" + self.places.path("hub.yaml"))
        self.assertEqual(second.returncode, 1)
        self.assertIn("another hub uses the data folder", second.stderr)
        self.assertTrue(answers(self.places.admin_url + "/readyz"))

    def test_what_was_acknowledged_survives_a_kill_and_is_known_again(self):
        lines = cases.sample_cases(SIMULATORS, 40)
        self.start()
        self.assertEqual(self.send(lines).acknowledged, 40)
        self.hub.kill()
        self.start()
        self.assertEqual(self.status()["cases_held"], 40)
        again = self.send(lines)
        self.assertEqual((again.acknowledged, again.repeated), (40, 40))
        self.assertEqual(self.status()["cases_held"], 40)

    def test_the_log_holds_nothing_of_a_case(self):
        lines = cases.sample_cases(SIMULATORS, 5)
        self.start()
        self.send(lines)
        self.assertTrue(self.hub.stop())
        with open(self.hub.log, encoding="utf-8") as file:
            log = file.read()
        for line in lines:
            data = json.loads(line)["data"]
            for text in (data["case"]["id"], data["visitor"]["email"], data["visitor"]["name"], data["session"]["id"]):
                self.assertNotIn(text, log)

    def test_an_unsigned_event_is_refused_and_leaves_no_trace(self):
        self.start()
        lines = cases.sample_cases(SIMULATORS, 3)
        stranger = Sender(self.places.events_port, b"not the secret of this tenant at all", lines)
        stranger.start()
        while not stranger.is_done():
            pass
        self.assertEqual(stranger.acknowledged, 0)
        self.assertTrue(stranger.problems[0].startswith("401"))
        self.assertEqual(self.status()["cases_held"], 0)


def main():
    signal.alarm(280)  # bounded, whatever hangs
    return case_report.run(HubdTest)


if __name__ == "__main__":
    sys.exit(main())
