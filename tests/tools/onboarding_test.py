#!/usr/bin/env python3
"""`hubctl onboard`: a partner's customers are taken in from files, once, each proven by a case that is taken back."""
import os
import pty
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, TEST_SECONDS, run_cases  # noqa: E402
from partner_run import PartnerRun  # noqa: E402

WRONG = "wrong-" + "a1b2c3d4" * 4


class FiftyCustomersTest(PartnerRun):
    kinds = ("salesforce", "hubspot", "zendesk")

    def test_fifty_customers_are_taken_in_once_and_a_wrong_secret_fails_alone(self):
        names = [f"nordic-c{number:02}" for number in range(1, 51)]
        wrong = names[16]
        for number, name in enumerate(names):
            self.write_customer(name, kind=self.kinds[number % len(self.kinds)], secret=WRONG if name == wrong else None)
        folder = self.places.path("customers")

        status, report = self.report("--all", folder)
        self.assertEqual(status, 1)
        results = {name: one["result"] for name, one in report.items()}
        self.assertEqual(results, {name: "failed" if name == wrong else "onboarded" for name in names}, report)
        path = os.path.join(folder, wrong + ".yaml")
        with open(path, encoding="utf-8") as file:
            line = next(number for number, text in enumerate(file, 1) if f"secrets/{wrong}.key" in text)
        problem = report[wrong]["problems"][0]
        self.assertEqual((problem["file"], problem["line"]), (path, line))
        self.assertIn(f"put the right value into the file secrets/{wrong}.key", problem["fix"])
        self.assertEqual([entry["outcome"] for entry in self.certificates()], ["delivered"] * 49)
        self.assertEqual({kind: self.case_records(kind) for kind in self.kinds}, {kind: 0 for kind in self.kinds})

        before = self.what_the_hub_has()
        status, report = self.report("--all", folder)
        self.assertEqual(status, 1)
        self.assertEqual({name: one["result"] for name, one in report.items()},
                         {name: "failed" if name == wrong else "unchanged" for name in names}, report)
        self.assertEqual(self.what_the_hub_has(), before)

        self.write(f"customers/secrets/{wrong}.key", self.places.target_secret)
        status, report = self.report("--all", folder)
        self.assertEqual((status, report[wrong]["result"]), (0, "onboarded"), report[wrong])
        self.assertEqual(len(self.certificates()), 50)

    def what_the_hub_has(self):
        """Resources and secrets with versions and times, and how many cases there were."""
        return self.hubctl("export"), self.hubctl("secret", "list"), len(self.certificates())


class OnboardingTest(PartnerRun):
    def test_one_customer_is_taken_in_step_by_step_and_nothing_of_its_secrets_is_told(self):
        path = self.write_customer("nordic-globex")
        planned = self.onboard(path, "--dry-run")
        self.assertEqual(planned.returncode, 0, planned.stderr)
        self.assertIn("tenant nordic-globex added", planned.stdout)
        self.assertIn("nothing was changed: a dry run", planned.stdout)
        self.assertFalse(os.path.exists(self.places.path("customers", "keys")))
        self.assertEqual([lane["tenant"] for lane in self.status()["lanes"]], ["acme"])
        done = self.onboard(path)
        self.assertEqual(done.returncode, 0, done.stderr)
        for step in ("file", "secrets", "resources", "credentials", "mapping", "synthetic case"):
            self.assertIn(step, done.stdout)
        self.assertIn("records were there, erased, and a look-up finds none", done.stdout)
        key = self.places.path("customers", "keys", "nordic-globex.key")
        self.assertEqual(os.stat(key).st_mode & 0o777, 0o600)
        with open(key, encoding="utf-8") as file:
            key_text = file.read()
        self.assertIn("nothing was changed", self.onboard(path).stdout)
        for text in (key_text, self.places.target_secret):
            self.assertNotIn(text, planned.stdout + done.stdout + done.stderr + self.hubctl("export"))

    def test_several_are_shown_with_a_bar_and_a_summary(self):
        for name in ("nordic-a", "nordic-b"):
            self.write_customer(name)
        self.write("customers/nordic-c.yaml", self.customer("nordic-c").replace("max_class:", "max_klass:"))
        reader, writer = pty.openpty()
        answer = subprocess.run([HUBCTL, "onboard", "--all", self.places.path("customers"), "--events",
                                 self.places.events_url], env=self.surroundings("partner.key"), stdout=subprocess.PIPE,
                                stderr=writer, text=True, timeout=TEST_SECONDS, check=False)
        os.close(writer)
        shown = os.read(reader, 65536).decode()
        os.close(reader)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("onboarded 1 of 3 [##########....................]", shown)
        self.assertIn("2 customers onboarded\n1 customer failed", answer.stdout)
        self.assertIn("nordic-c.yaml:18:1: unknown key 'max_klass'", shown)

    def test_a_run_that_was_killed_is_gone_on_with(self):
        path = self.write_customer("nordic-globex")
        self.org.break_with("status", "upsert", status=503, times=-1)
        running = subprocess.Popen([HUBCTL, "onboard", path, "--events", self.places.events_url],
                                   env=self.surroundings("partner.key"), stdout=subprocess.DEVNULL)
        self.wait_until(lambda: self.held() == 1, "the synthetic case is sent")
        running.send_signal(signal.SIGKILL)
        running.wait()
        with open(self.places.path("customers", "keys", "nordic-globex.key"), encoding="utf-8") as file:
            key = file.read()
        self.org.heal()
        status, report = self.report(path)
        self.assertEqual(status, 0, report)
        steps = {step["step"]: step["state"] for step in report["nordic-globex"]["steps"]}
        self.assertEqual(steps, {"file": "unchanged", "secrets": "unchanged", "resources": "unchanged",
                                 "credentials": "unchanged", "mapping": "unchanged", "synthetic case": "done"})
        with open(self.places.path("customers", "keys", "nordic-globex.key"), encoding="utf-8") as file:
            self.assertEqual(file.read(), key)

    def test_a_customer_that_keeps_cases_is_proven_and_a_dead_letter_says_why_not(self):
        kept = self.customer("nordic-globex").replace("max_hold: 48h", "max_hold: 48h, keep_delivered: 3d")
        done = self.onboard(self.write("customers/nordic-globex.yaml", kept))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.case_records(), 0)
        self.org.break_with("record_error", "upsert", text="STRING_TOO_LONG", field="Subject", times=-1)
        failed = self.onboard(self.write_customer("nordic-second"))
        self.assertEqual(failed.returncode, 1, failed.stdout)
        self.assertIn("the synthetic case is not confirmed; target salesforce: dead_letter", failed.stderr)

    def test_what_is_wrong_is_told_at_its_place_with_what_to_do(self):
        text = self.customer("nordic-globex")
        reference = "file:secrets/nordic-globex.key"
        line = 1 + text[:text.index(reference)].count("\n")
        for wrong, told in ((text.replace(reference, "env:NOT_SET_ANYWHERE"),
                             f":{line}:18: secret env:NOT_SET_ANYWHERE: this environment variable is not set "
                             "(put the right value into the environment variable NOT_SET_ANYWHERE"),
                            (text.replace("region: us", "region: mars"), ":2:1: this tenant's data belong in region"),
                            (text.replace("mapping: salesforce/default", "mapping: salesforce/nothing"),
                             ":17:10: cannot be read: ")):
            answer = self.onboard(self.write("customers/nordic-globex.yaml", wrong))
            self.assertEqual(answer.returncode, 1, answer.stdout)
            self.assertIn("nordic-globex.yaml" + told, answer.stderr)

    def test_what_the_target_lacks_is_named_with_the_files_that_create_it(self):
        self.org.break_with("hidden_field", "describe", field="Origin", times=-1)
        answer = self.onboard(self.write_customer("nordic-globex"))
        self.assertEqual(answer.returncode, 1, answer.stdout)
        self.assertIn("hubctl target setup salesforce", answer.stderr)

    def test_a_partner_takes_in_its_own_customers_only(self):
        foreign = self.onboard(self.write_customer("southern-globex"))
        self.assertEqual(foreign.returncode, 1, foreign.stdout)
        self.assertIn("southern-globex.yaml:22:18: There is no such tenant (a partner's new customers begin with its "
                      "name and a hyphen)", foreign.stderr)
        unsaid = self.customer("nordic-globex").replace("partner: nordic\n", "")
        answer = self.onboard(self.write("customers/nordic-globex.yaml", unsaid))
        self.assertIn("a partner's new tenant says whose it is", answer.stderr)
        self.assertEqual([lane["tenant"] for lane in self.status()["lanes"]], ["acme"])

    def test_the_wizard_writes_a_file_that_can_be_used(self):
        self.write("target.key.copy", self.places.target_secret)
        path = self.places.path("asked.yaml")
        answers = ["Not A Name", "nordic-asked", "nordic", "us", "", "salesforce", "salesforce/default.yaml",
                   "free_text", self.org.url, "demonstration", "the secret itself", "file:target.key.copy", "", "", path]
        asked = self.onboard(input="\n".join(answers) + "\n")
        self.assertEqual(asked.returncode, 0, asked.stdout + asked.stderr)
        self.assertIn("lower-case letters", asked.stdout)
        self.assertIn("not the secret itself", asked.stdout)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("client_secret: file:target.key.copy\n", text)
        done = self.onboard(path)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        ended = self.onboard(input="nordic-more\n")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("the answers ended early", ended.stderr)


if __name__ == "__main__":
    sys.exit(run_cases(FiftyCustomersTest, OnboardingTest))
