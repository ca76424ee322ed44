"""A hub that has delivered 200 cases and published their certificates, and what auditors do with its log."""
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

from crash_points import crashing_hubd
from hub_run import BUILD, HUBCTL, HubRun, SOURCE, TEST_SECONDS

INDEPENDENT = os.path.join(SOURCE, "tests", "independent")


class CertifiedHub(HubRun):
    program = crashing_hubd(BUILD)

    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()
        self.lines = self.made_up(300)
        self.send(self.lines[:200])
        self.all_delivered_once(200)
        self.wait_until(lambda: self.has_published(200), "the certificates are published")
        self.key = self.places.path("log.key")
        self.write(self.key, self.log_file("verifier-key"))
        self.remembered = self.places.path("remembered")

    def has_published(self, certificates):
        try:
            return f"\n{certificates}\n".encode() in self.log_file("checkpoint")
        except urllib.error.HTTPError:  # a new log has no checkpoint yet
            return False

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
        self.wait_until(lambda: self.has_published(300), "all certificates are published")

    def copy_of_log(self):
        copy = self.places.path("copy")
        shutil.copytree(self.places.path("data", "certificates"), copy)
        return copy

    def forget_all_but_keys(self):
        """As from another history under the same keys."""
        for name in os.listdir(self.places.path("data")):
            if name != "keys":
                path = self.places.path("data", name)
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)

    def go_verifies(self, *arguments):
        """Go's library for transparency logs, which has nothing in common with ours."""
        with tempfile.TemporaryDirectory() as cache:
            surroundings = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOCACHE=cache, GOFLAGS="")
            program = os.path.join(SOURCE, "tests", "independent", "verify.go")
            return subprocess.run(["go", "run", program, *arguments], env=surroundings, capture_output=True, text=True,
                                  timeout=TEST_SECONDS, check=False)
