#!/usr/bin/env python3
"""What a person does about dead letters, as a person does it: looks, retries, is interrupted, goes on, gives up."""
import hashlib
import json
import os
import pty
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, HubRun, run_cases  # noqa: E402

CASES = 60
CHOICE = ["--tenant", "acme", "--error-class", "invalid"]


class Terminal:
    """hubctl with a terminal as its standard error, as a person sees it."""

    def __init__(self, words, surroundings):
        self.terminal, other_end = pty.openpty()
        self.process = subprocess.Popen([HUBCTL, *words], env=surroundings, stdout=subprocess.PIPE, stderr=other_end)
        os.close(other_end)
        self.shown = ""

    def read_until(self, text):
        """False when the command ends without having shown it."""
        while text not in self.shown:
            try:
                self.shown += os.read(self.terminal, 4096).decode()
            except OSError:  # the other end is closed
                return False
        return True

    def ended(self):
        """Status and output."""
        self.read_until("\0")
        output = self.process.communicate()[0].decode()
        os.close(self.terminal)
        return self.process.returncode, output


class DeadLettersTest(HubRun):
    settings = ("delivery: {first_backoff: 10ms, longest_backoff: 100ms, first_probe: 50ms, longest_probe: 200ms,"
                " read_pause: 10ms}\n")

    def setUp(self):
        super().setUp()
        self.operator_may_look()
        self.start_simulator()
        self.org.break_with("record_error", "upsert", record=-1, times=-1, text="STRING_TOO_LONG", field="Subject")
        self.start_hub()
        self.lines = self.made_up(CASES)
        self.assertEqual(self.send(self.lines).acknowledged, CASES)
        self.all_are_dead_letters()

    def operator_may_look(self):
        key = "key-of-an-operator"
        with open(self.places.path("operator.key"), "w", encoding="ascii") as file:
            file.write(key)
        self.places.change("limits: {", f"  - {{name: op, role: operator, sha256: {hashlib.sha256(key.encode()).hexdigest()}}}"
                                        "\nlimits: {")

    def all_are_dead_letters(self):
        self.wait_until(lambda: len(self.deliveries("dead_letter")) == CASES, "all are dead letters")

    def attempts(self):
        return sorted(letter["attempts"] for letter in self.deliveries("dead_letter"))

    def begin_slow_retry(self):
        """A run of several seconds, with some of it done."""
        run = Terminal(["deliveries", "retry", *CHOICE, "--rate", "8"], self.surroundings())
        self.assertTrue(run.read_until(f" of {CASES} ["), run.shown)
        return run

    def goes_on_without_repeating(self):
        """After an interrupted run: the same command retries exactly what that one did not."""
        self.all_are_dead_letters()
        self.assertIn(1, self.attempts(), "the first run did everything already")
        again = self.run_hubctl("deliveries", "retry", *CHOICE)
        self.assertEqual(again.returncode, 0)
        self.assertIn("going on with the retry of ", again.stderr)
        self.assertIn(f"{CASES} dead letters again\n", again.stdout)
        self.assertEqual(self.attempts(), [2] * CASES)
        return again.stdout

    def heal_and_finish(self):
        self.org.heal()
        last = self.hubctl("deliveries", "retry", *CHOICE)
        self.assertEqual(last, f"{CASES} of {CASES} deliveries are on their way again\n"
                               f"  {CASES} delivered and deleted\n")
        self.all_delivered_once(CASES)

    def test_a_dry_run_lists_what_it_would_do_and_does_nothing(self):
        upserts = self.org.calls("upsert")
        listed = self.hubctl("deliveries", "retry", "--tenant", "acme", "--error-class", "invalid", "--dry-run")
        self.assertIn(f"invalid  STRING_TOO_LONG  {CASES}", listed)
        self.assertIn(f"{CASES} deliveries would be retried", listed)
        self.assertIn(self.deliveries("dead_letter")[0]["id"] + " ", listed)
        self.assertEqual(self.attempts(), [1] * CASES)
        self.assertEqual(self.org.calls("upsert"), upserts)
        everything = json.loads(self.hubctl("deliveries", "retry", *CHOICE, "--dry-run", "--json"))
        self.assertEqual(sorted(everything["deliveries"]),
                         sorted(letter["id"] for letter in self.deliveries("dead_letter")))
        self.heal_and_finish()

    def test_an_interrupted_retry_goes_on_where_it_was_and_ends_with_counts(self):
        run = self.begin_slow_retry()
        run.process.send_signal(signal.SIGINT)
        status, output = run.ended()
        self.assertEqual(status, 1)
        self.assertIn("#", run.shown)
        self.assertIn("interrupted after ", run.shown)
        self.assertIn(f" of {CASES} deliveries are on their way again", output)
        self.assertTrue(self.goes_on_without_repeating().startswith(f"{CASES} of {CASES} deliveries"))
        self.heal_and_finish()

    def test_a_killed_retry_goes_on_without_repeating(self):
        run = self.begin_slow_retry()
        run.process.kill()
        run.ended()
        self.goes_on_without_repeating()
        self.heal_and_finish()

    def test_one_delivery_is_shown_with_what_can_be_done_and_without_content(self):
        letter = self.deliveries("dead_letter")[0]
        shown = self.hubctl("deliveries", "show", letter["id"])
        for line in ("error class: invalid", "error code: STRING_TOO_LONG", "fields: Subject", "attempts: 1", "age: ",
                     "suggestion: The target refuses this record"):
            self.assertIn("\n" + line, shown)
        self.assertIn("dead_letter  STRING_TOO_LONG", shown)
        for event in self.lines:
            self.assertNotIn(json.loads(event)["data"]["case"]["id"], shown)
        self.heal_and_finish()

    def test_only_an_administrator_discards_and_the_certificates_say_so(self):
        letter = self.deliveries("dead_letter")[0]
        refused = self.run_hubctl("deliveries", "discard", letter["id"], key="operator.key")
        self.assertEqual(refused.returncode, 3)
        self.assertIn("role", refused.stderr)
        self.assertEqual(self.run_hubctl("deliveries", "discard", *CHOICE).returncode, 2)
        self.assertIn(f"{CASES} deliveries would be discarded",
                      self.hubctl("deliveries", "discard", *CHOICE, "--dry-run"))
        self.assertEqual((self.held(), self.certificates()), (CASES, []))
        self.assertIn("1 of 1 deliveries are discarded", self.hubctl("deliveries", "discard", letter["id"]))
        self.wait_until(lambda: self.held() == CASES - 1, "the case is gone")
        self.assertIn(f"{CASES - 1} of {CASES - 1} deliveries",
                      self.hubctl("deliveries", "discard", *CHOICE, "--yes"))
        self.wait_until(lambda: self.held() == 0, "all cases are gone")
        self.assertEqual([entry["outcome"] for entry in self.certificates()], ["discarded"] * CASES)
        self.org.heal()
        self.assertEqual(self.post(self.lines[0])[1]["accepted"][0]["status"], "duplicate")


if __name__ == "__main__":
    sys.exit(run_cases(DeadLettersTest))
