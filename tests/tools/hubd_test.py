#!/usr/bin/env python3
"""hubd as a process: its options, readiness, signals, and what a kill leaves. The target is away all the time."""
import base64
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBD, SOURCE, TEST_SECONDS, HubRun, answers, batch_headers, run_cases  # noqa: E402
from cluster.authority import Authority  # noqa: E402

CONFIGURATION_ERROR = 78  # EX_CONFIG of sysexits.h


class HubdTest(HubRun):
    def run_hubd(self, *options):
        return subprocess.run([HUBD, *options], capture_output=True, text=True, timeout=60, check=False)

    def test_check_says_ok_and_starts_nothing(self):
        answer = self.run_hubd("--config=" + self.places.path("hub.yaml"), "--check")
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertIn("ok, 1 tenants, 1 targets", answer.stdout)
        self.assertEqual(os.listdir(self.places.path("data")), [])

    def test_the_example_starts_with_the_three_secrets_that_the_readme_names(self):
        for folder in ("config", "mappings"):
            shutil.copytree(os.path.join(SOURCE, folder), self.places.path(folder))
        example = self.places.path("config", "hub.example.yaml")
        with open(example, encoding="utf-8") as file:
            text = file.read()
        for usual, free in (("8480", self.places.events_port), ("8481", self.places.admin_port)):
            self.assertIn("port: " + usual, text)
            text = text.replace("port: " + usual, f"port: {free}")
        with open(example, "w", encoding="utf-8") as file:
            file.write(text)
        self.hub.command = ["env", "HUB_ROOT_KEY=" + "00" * 32, "ACME_EVENT_KEY=whsec_" + "A" * 44,
                            "SALESFORCE_CLIENT_SECRET=secret", HUBD, "--config=" + example]
        self.start_hub()
        self.places.admin_key = "example"
        self.assertEqual([(lane["tenant"], lane["dead_letters"]) for lane in self.status()["lanes"]], [("acme", 0)])

    def test_the_example_of_a_hub_on_a_cluster_is_accepted(self):
        with open(os.path.join(SOURCE, "config", "examples", "cluster", "hub.yml"), encoding="utf-8") as file:
            text = file.read()
        for there, here in (("/etc/connector-hub/resources", self.places.path("resources")),
                            ("/etc/connector-hub/root.key", self.places.path("root.key")),
                            ("/usr/share/connector-hub/mappings", os.path.join(SOURCE, "mappings"))):
            self.assertIn(there, text)
            text = text.replace(there, here)
        with open(self.places.path("cluster.yaml"), "w", encoding="utf-8") as file:
            file.write(text)
        answer = self.run_hubd("--config=" + self.places.path("cluster.yaml"), "--check")
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertIn("ok, 1 tenants, 1 targets", answer.stdout)

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
                self.start_hub()
            finally:
                del os.environ["NOTIFY_SOCKET"]
            told = [manager.recv(100) for _ in range(3)]
            self.assertEqual(told, [b"FDSTORE=1\nFDNAME=events", b"FDSTORE=1\nFDNAME=admin", b"READY=1"])
            self.assertTrue(answers(self.places.admin_url + "/healthz"))
            self.assertTrue(self.hub.stop())
            self.assertEqual(manager.recv(100), b"STOPPING=1")

    def reload(self, says):
        """Returns when its log has said so, of this reload."""
        with open(self.hub.log, encoding="utf-8") as log:
            log.seek(0, os.SEEK_END)
            self.hub.process.send_signal(signal.SIGHUP)
            said = []

            def is_said():
                said.append(log.read())
                return says in "".join(said)
            self.wait_until(is_said, "the log says " + says)

    def write(self, name, text):
        with open(self.places.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def read(self, name):
        with open(self.places.path(name), encoding="utf-8") as file:
            return file.read()

    def test_a_reload_reads_resources_and_their_secrets_again_and_a_mistake_changes_nothing(self):
        lines = self.made_up(4)
        self.start_hub()
        self.send(lines[:1])
        right = self.read("resources/acme.yaml")
        second = right.replace("name: salesforce\n", "name: second\n")
        self.assertNotEqual(second, right)
        target = "---\nkind: target" + second.split("---\nkind: target")[1]
        self.write("resources/acme.yaml", right + target.replace("connector:", "conector:"))
        line = self.read("resources/acme.yaml").splitlines().index(
            next(line for line in self.read("resources/acme.yaml").splitlines() if line.startswith("conector:"))) + 1
        self.reload(f"acme.yaml:{line}:")
        self.send(lines[1:2])
        self.assertEqual(len(self.status()["lanes"]), 1)

        secret = os.urandom(32)
        self.write("acme.key", "whsec_" + base64.b64encode(secret).decode())
        self.write("resources/acme.yaml", right + target)
        self.reload("what=resources")
        self.assertEqual({lane["target"] for lane in self.status()["lanes"]}, {"salesforce", "second"})
        self.assertEqual(self.post(lines[2])[0], 401)
        self.assertEqual(self.send(lines[2:], secret).acknowledged, 2)
        self.assertEqual(self.held(), 4)

    def test_a_reload_reads_the_certificate_of_a_listener_again(self):
        authority = Authority(self.places.path("authority"))
        certificate, key = authority.issue("admin-1", "127.0.0.1", self.places.path("tls"))
        self.places.change(f"port: {self.places.admin_port}",
                           f"port: {self.places.admin_port}, tls: {{certificate: {certificate}, key: {key}}}")
        self.hub.start()
        self.hub.wait_until(lambda: self.shown() is not None, TEST_SECONDS)
        first = self.shown()
        for old, new in zip((certificate, key), authority.issue("admin-1", "127.0.0.1", self.places.path("next"))):
            shutil.copy(new, old)
        self.assertEqual(self.shown(), first)
        self.reload("certificate of the admin listener")
        self.assertNotEqual(self.shown(), first)
        self.write("tls/" + os.path.basename(certificate), "nothing")
        self.reload("a reload was refused")
        self.assertIsNotNone(self.shown())

    def shown(self):
        """The certificate that the admin listener shows; nothing while it does not listen."""
        try:
            return ssl.get_server_certificate(("127.0.0.1", self.places.admin_port), timeout=TEST_SECONDS)
        except OSError:
            return None

    def test_a_second_hub_does_not_touch_the_data_of_the_first(self):
        self.start_hub()
        second = self.run_hubd("--config=" + self.places.path("hub.yaml"))
        self.assertEqual(second.returncode, 1)
        self.assertIn("another hub uses the data folder", second.stderr)
        self.assertTrue(answers(self.places.admin_url + "/readyz"))

    def test_what_was_acknowledged_survives_a_kill_and_is_known_again(self):
        lines = self.made_up(40)
        self.start_hub()
        self.assertEqual(self.send(lines).acknowledged, 40)
        self.hub.kill()
        self.start_hub()
        self.assertEqual(self.held(), 40)
        again = self.send(lines)
        self.assertEqual((again.acknowledged, again.repeated), (40, 40))
        self.assertEqual(self.held(), 40)

    def test_the_log_holds_nothing_of_a_case(self):
        lines = self.made_up(5)
        self.start_hub()
        self.send(lines)
        self.assertTrue(self.hub.stop())
        with open(self.hub.log, encoding="utf-8") as file:
            log = file.read()
        for line in lines:
            data = json.loads(line)["data"]
            for text in (data["case"]["id"], data["visitor"]["email"], data["visitor"]["name"], data["session"]["id"]):
                self.assertNotIn(text, log)

    def test_each_case_is_delivered_with_the_mapping_of_the_moment_it_was_accepted(self):
        lines = self.made_up(2)
        self.start_hub()
        self.send(lines[:1])
        with open(os.path.join(SOURCE, "mappings", "salesforce", "default.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("Priority: Medium", text)
        with open(self.places.path("mine.yaml"), "w", encoding="utf-8") as file:
            file.write(text.replace("Priority: Medium", "Priority: High"))
        lane = ("--tenant", "acme", "--target", "salesforce")
        published = self.hubctl("mapping", "publish", self.places.path("mine.yaml"), *lane)
        self.assertRegex(published, r"^version \d+ is current")
        second = published.split()[1]
        self.send(lines[1:])
        self.hub.kill()
        self.start_hub()
        self.assertEqual([line.split()[0] for line in self.hubctl("mapping", "versions", *lane).splitlines()[1:]],
                         [second, "1"])
        self.start_simulator()
        self.all_delivered_once(2)
        self.assertEqual(sorted(entry["targets"][0]["mapping"] for entry in self.certificates()), [1, int(second)])

    def test_a_mapping_that_sends_too_much_is_refused_at_start(self):
        self.start_hub()
        target = os.path.join(self.places.root, "resources", "acme.yaml")
        with open(target, encoding="utf-8") as file:
            text = file.read()
        with open(target, "w", encoding="utf-8") as file:
            file.write(text.replace("max_class: free_text", "max_class: none"))
        refused = self.run_hubd("--config=" + self.places.path("hub.yaml"), "--check")
        self.assertEqual(refused.returncode, CONFIGURATION_ERROR)
        self.assertRegex(refused.stderr, r"default\.yaml:\d+:\d+: 'Body__c' would hold free text")

    def test_an_identity_provider_that_cannot_be_used_is_refused_at_start(self):
        self.places.settings += ("admin: {oidc: {issuer: ISSUER, client_id: hub, public_url: https://hub.example,"
                                 " roles: [{group: ops, role: viewer, tenant: TENANT}]}}\n")
        # Which tenants there are is known at the start only: some may have come over the API.
        for issuer, tenant, option, problem in (
                ("https://login.example", "acme", ["--check"], None),
                ("http://127.0.0.1:8080", "acme", ["--check"], None),
                ("https://10.0.0.1", "acme", ["--check"], "admin.oidc.issuer: "),
                ("https://login.example", "nord", [], "tenant nord, which does not exist")):
            before = self.places.settings
            self.places.change("ISSUER", issuer)
            self.places.change("TENANT", tenant)
            answer = self.run_hubd("--config=" + self.places.path("hub.yaml"), *option)
            self.assertEqual(answer.returncode, CONFIGURATION_ERROR if problem else 0, answer.stderr)
            self.assertIn(problem or "", answer.stderr)
            self.places.settings = before

    def test_a_stale_or_tampered_event_is_refused_and_leaves_no_trace(self):
        self.start_hub()
        body = b"[" + self.made_up(1)[0] + b"]"
        good = batch_headers(self.places.event_secret, "msg_1", body)
        stale = batch_headers(self.places.event_secret, "msg_2", body, at=time.time() - 301)
        for name, headers, sent in (("stale", stale, body), ("tampered", good, body.replace(b"chat", b"chas")),
                                    ("other message", {**good, "webhook-id": "msg_3"}, body)):
            with self.subTest(name):
                self.assertEqual(self.request(headers, sent)[0], 401)
        self.assertEqual((self.held(), self.certificates()), (0, []))

    def test_an_unsigned_event_is_refused_and_leaves_no_trace(self):
        self.start_hub()
        stranger = self.send(self.made_up(3), secret=b"not the secret of this tenant at all")
        self.assertEqual(stranger.acknowledged, 0)
        self.assertTrue(stranger.problems[0].startswith("401"))
        self.assertEqual(self.held(), 0)


if __name__ == "__main__":
    sys.exit(run_cases(HubdTest))
