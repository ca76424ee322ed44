#!/usr/bin/env python3
"""The example scripts of tools/onboarding: sh, and TypeScript where its compiler is installed; each takes a customer in."""
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import SOURCE, TEST_SECONDS, run_cases  # noqa: E402
from partner_run import PartnerRun  # noqa: E402

SCRIPTS = os.path.join(SOURCE, "tools", "onboarding")
COMPILER = os.path.join(SCRIPTS, "npm", "node_modules", "typescript", "bin", "tsc")


class ScriptsTest(PartnerRun):
    def folder(self, name):
        """A customer as both scripts want it, from the example that they come with."""
        with open(os.path.join(SCRIPTS, "folder.example.yaml"), encoding="utf-8") as file:
            example = file.read()
        text = example.replace("nordic-globex", name).replace("https://globex.my.salesforce.com", self.org.url) \
            .replace("region: eu", "region: us").replace("3MVG9example", "demonstration")
        self.write(f"{name}/secrets/crm-client-secret", self.places.target_secret + "\n")
        return os.path.dirname(self.write(f"{name}/resources.yaml", text))

    def run_script(self, *command):
        around = dict(os.environ, HUB_URL=self.places.admin_url, EVENTS_URL=self.places.events_url,
                      HUB_KEY_FILE=self.places.path("partner.key"))
        return subprocess.run(command, env=around, capture_output=True, text=True, timeout=2 * TEST_SECONDS, check=False)

    def takes_in(self, name, *command):
        folder = self.folder(name)
        first = self.run_script(*command, folder)
        self.assertEqual(first.returncode, 0, first.stdout + first.stderr)
        exported = self.hubctl("export"), self.hubctl("secret", "list")
        again = self.run_script(*command, folder)
        self.assertEqual(again.returncode, 0, again.stdout + again.stderr)
        self.assertEqual((self.hubctl("export"), self.hubctl("secret", "list")), exported)
        self.assertEqual(self.case_records(), 0)
        self.assertEqual([entry["outcome"] for entry in self.certificates()], ["delivered"] * 2)
        self.write(f"{name}/secrets/crm-client-secret", "wrong-" + "0" * 32)
        wrong = self.run_script(*command, folder)
        self.assertEqual(wrong.returncode, 1, wrong.stdout)
        self.assertIn("target crm", wrong.stderr)

    def test_the_shell_script_takes_a_customer_in(self):
        self.takes_in("nordic-shell", "sh", os.path.join(SCRIPTS, "onboard.sh"))

    def test_the_typescript_one_takes_a_customer_in(self):
        if not os.path.exists(COMPILER):
            print("the TypeScript example skipped: its npm packages are not there, see tools/install-dependencies")
            return
        build = self.places.path("script")
        compiled = self.run_script("node", COMPILER, "-p", os.path.join(SCRIPTS, "npm"), "--outDir", build)
        self.assertEqual(compiled.returncode, 0, compiled.stdout)
        shutil.copy(os.path.join(SCRIPTS, "npm", "package.json"), build)
        self.takes_in("nordic-node", "node", os.path.join(build, "onboard.js"))


if __name__ == "__main__":
    sys.exit(run_cases(ScriptsTest))
