#!/usr/bin/env python3
"""What an auditor and a tenant do with the certificate log, and what they see when somebody changed it."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, HubRun, SOURCE, TEST_SECONDS, run_cases  # noqa: E402


class CertificatesTest(HubRun):
    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()
        self.lines = self.made_up(300)
        self.send(self.lines[:200])
        self.all_delivered_once(200)
        self.wait_until(lambda: b"\n200\n" in self.log_file("checkpoint"), "the certificates are published")
        self.key = self.places.path("log.key")
        self.write(self.key, self.log_file("verifier-key"))
        self.remembered = self.places.path("remembered")

    def log_file(self, path):
        with urllib.request.urlopen(f"{self.places.admin_url}/certificates/log/{path}", timeout=10) as answer:
            return answer.read()

    def write(self, path, content):
        with open(path, "wb") as file:
            file.write(content)

    def refused(self, *words):
        surroundings = dict(os.environ, HUBCTL_URL=self.places.admin_url,
                            HUBCTL_KEY_FILE=self.places.path("admin.key"))
        answer = subprocess.run([HUBCTL, *words], env=surroundings, capture_output=True, text=True,
                                timeout=TEST_SECONDS, check=False)
        self.assertEqual(answer.returncode, 1, answer.stdout + answer.stderr)
        return answer.stderr

    def verify(self, *more):
        return self.hubctl("certificates", "verify", "--verifier-key", self.key, *more)

    def deliver_the_rest(self):
        self.send(self.lines[200:])
        self.all_delivered_once(300)
        self.wait_until(lambda: b"\n300\n" in self.log_file("checkpoint"), "all certificates are published")

    def copy_of_log(self):
        copy = self.places.path("copy")
        shutil.copytree(self.places.path("data", "certificates"), copy)
        return copy

    def test_a_growing_log_is_verified_and_remembered(self):
        self.assertIn("200 certificates, each in the signed tree", self.verify("--remember", self.remembered))
        self.deliver_the_rest()
        answer = self.verify("--remember", self.remembered)
        self.assertIn("goes on from the 200 certificates", answer)
        self.assertIn("300 certificates, each in the signed tree", answer)
        self.assertIn("by the log's own word", self.hubctl("certificates", "verify"))

    def test_a_log_that_was_rolled_back_is_told(self):
        early = self.copy_of_log()
        self.deliver_the_rest()
        self.verify("--remember", self.remembered)
        self.assertIn("had 300 certificates and now has 200",
                      self.refused("certificates", "verify", "--verifier-key", self.key, "--log", early,
                                   "--remember", self.remembered))

    def test_a_log_with_another_history_under_the_same_key_is_told(self):
        self.verify("--remember", self.remembered)
        self.hub.kill()
        for name in os.listdir(self.places.path("data")):
            if name != "keys":
                path = self.places.path("data", name)
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
        self.start_hub()
        self.send(self.lines[:250])
        self.wait_until(lambda: b"\n250\n" in self.log_file("checkpoint"), "the other history is published")
        self.assertIn("two histories",
                      self.refused("certificates", "verify", "--verifier-key", self.key, "--remember",
                                   self.remembered))

    def test_a_changed_certificate_is_told(self):
        copy = self.copy_of_log()
        bundle = os.path.join(copy, "tile", "entries", "000.p", "200")
        with open(bundle, "rb") as file:
            content = file.read()
        self.write(bundle, content.replace(b'"outcome":"delivered"', b'"outcome":"discarded"', 1))
        self.assertIn("does not belong to the signed checkpoint",
                      self.refused("certificates", "verify", "--verifier-key", self.key, "--log", copy))

    def go_verifies(self, *arguments):
        """Go's library for transparency logs, which has nothing in common with ours."""
        with tempfile.TemporaryDirectory() as cache:
            surroundings = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOCACHE=cache, GOFLAGS="")
            program = os.path.join(SOURCE, "tests", "independent", "verify.go")
            return subprocess.run(["go", "run", program, *arguments], env=surroundings, capture_output=True, text=True,
                                  timeout=TEST_SECONDS, check=False)

    def test_public_tools_verify_every_certificate_and_the_growth_of_the_log(self):
        old = self.places.path("old-checkpoint")
        self.write(old, self.log_file("checkpoint"))
        self.deliver_the_rest()
        copy = self.copy_of_log()
        answer = self.go_verifies(copy, self.key, old)
        self.assertEqual((answer.returncode, answer.stdout), (0, "300 certificates included\ngoes on from 200\n"),
                         answer.stderr)
        bundle = os.path.join(copy, "tile", "entries", "000")
        with open(bundle, "rb") as file:
            content = file.read()
        self.write(bundle, content.replace(b'"outcome":"delivered"', b'"outcome":"discarded"', 1))
        refused = self.go_verifies(copy, self.key, old)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("certificate 0", refused.stderr)

    def test_exported_certificates_prove_themselves_without_the_hub(self):
        folder = self.places.path("exported")
        self.hubctl("certificates", "export", "0", "17", "199", "--folder", folder)
        self.hub.kill()
        files = [os.path.join(folder, f"certificate-{index}.json") for index in (0, 17, 199)]
        self.assertIn("certificate 17 of a log of 200", self.verify(*files))
        with open(files[1], "rb") as file:
            content = file.read()
        self.write(files[1], content.replace(b"delivered", b"discarded"))
        self.assertIn("certificate-17.json: the proof does not fit",
                      self.refused("certificates", "verify", "--verifier-key", self.key, *files))

    def test_a_tenant_finds_its_own_case_and_nobody_else_does(self):
        tenant_key = self.places.path("tenant.key")
        self.write(tenant_key, self.hubctl("certificates", "tenant-key", "acme").encode())
        case_id = json.loads(self.lines[7])["data"]["case"]["id"]
        find = ["certificates", "find", "--verifier-key", self.key, "--tenant-key", tenant_key, "--case"]
        found = self.hubctl(*find, case_id)
        self.assertEqual(found.count('"outcome":"delivered"'), 1)
        self.assertIn("no certificate of this case", self.refused(*find, case_id + "x"))
        self.write(tenant_key, b"A" * 43 + b"=\n")
        self.assertIn("no certificate of this case", self.refused(*find, case_id))


if __name__ == "__main__":
    sys.exit(run_cases(CertificatesTest))
