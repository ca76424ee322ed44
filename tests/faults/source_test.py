#!/usr/bin/env python3
"""The platform's own copies, deleted after delivery, and the callbacks to it: however it answers, every copy is read
back absent or reported as owed, and the deletion here never waits."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, run_cases  # noqa: E402

CASES = 12
PLATFORM = """platform:
  purge_url: http://127.0.0.1:{port}/api/v1/cases/{{case}}
  callbacks_url: http://127.0.0.1:{port}/api/v1/callbacks
  secret: file:{root}/acme.key
"""


class SourceTest(HubRun):
    settings = ("delivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms, first_probe: 50ms,"
                " auth_wait: 50ms, platform_attempts: 5}\n")

    def setUp(self):
        super().setUp()
        self.places.change("fetch:\n", "fetch:\n  deadline: 1s\n")
        self.places.change_resources("acme", "platform:\n",
                                     PLATFORM.format(port=self.places.engage_port, root=self.places.root))
        self.platform = self.start_engage(CASES)
        self.start_simulator()
        self.start_hub()
        self.lines = self.engage.events()

    def owed(self):
        return self.status()["platforms"][0]

    def nothing_is_owed(self):
        self.wait_until(lambda: (self.owed()["waiting"], self.owed()["dead_letters"]) == (0, 0), "nothing is owed")

    def deliver(self):
        """Here everything is gone at once, whatever the platform does."""
        self.assertEqual(self.send(self.lines).acknowledged, CASES)
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")
        self.assertEqual(self.org.state()["records"]["Case"], CASES)

    def delivered(self):
        return [entry for entry in self.certificates() if entry.get("outcome") == "delivered"]

    def addenda(self):
        return [entry for entry in self.certificates() if entry.get("addendum") == "source purged"]

    def callbacks(self):
        return self.platform.callbacks()

    def all_purged_and_told(self):
        self.nothing_is_owed()
        self.assertEqual(self.platform.state()["cases"], 0)
        certified = {entry["case"] for entry in self.delivered()}
        self.assertEqual({entry["case"] for entry in self.addenda()}, certified)
        self.assertEqual((len(self.addenda()), len(certified)), (CASES, CASES))
        told = {(one["type"], one["data"]["case"]) for one in self.callbacks()}
        self.assertEqual(len(told), 2 * CASES)
        self.assertEqual({kind for kind, _ in told}, {"case.confirmed", "case.deleted"})

    def test_copies_are_deleted_read_back_and_certified_and_callbacks_are_signed(self):
        self.deliver()
        self.all_purged_and_told()
        self.assertEqual(len(self.callbacks()), 2 * CASES)
        self.assertEqual(self.platform.calls("delete_case"), CASES)

    def test_500_is_tried_again(self):
        self.platform.break_with("status", "delete_case", status=500, times=20)
        self.platform.break_with("status", "callback", status=500, times=20)
        self.deliver()
        self.all_purged_and_told()

    def test_an_answer_that_comes_too_late_is_read_back(self):
        self.platform.break_with("latency", "delete_case", milliseconds=1500, times=3)
        self.platform.break_with("latency", "callback", milliseconds=1500, times=3)
        self.deliver()
        self.all_purged_and_told()

    def test_a_lost_connection_is_tried_again(self):
        self.platform.break_with("drop", "delete_case", times=4)
        self.platform.break_with("drop", "callback", times=4)
        self.deliver()
        self.all_purged_and_told()

    def test_what_is_gone_already_or_was_never_there_counts_as_deleted(self):
        self.org.break_with("status", "*", status=503, times=-1)
        self.assertEqual(self.send(self.lines).acknowledged, CASES)
        self.platform.reset()  # it has lost everything before it is asked to: it answers 404
        self.platform.break_with("status", "delete_case", status=410, times=2)
        self.org.heal()
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")
        self.nothing_is_owed()
        self.assertEqual(len(self.addenda()), CASES)
        self.assertGreaterEqual(self.platform.calls("delete_case"), CASES)

    def test_a_platform_that_keeps_failing_is_reported_and_a_person_repeats_it_also_after_a_kill(self):
        self.platform.break_with("status", "delete_case", status=500, times=-1)
        self.deliver()
        self.wait_until(lambda: self.owed()["dead_letters"] == CASES, "every purge needs a person")
        self.assertEqual((self.platform.state()["cases"], self.addenda()), (CASES, []))
        shown = self.hubctl("status")
        self.assertIn("NEED A PERSON", shown)
        self.assertIn("status 500", shown)
        self.hub.kill()
        self.start_hub()
        self.assertEqual((self.owed()["dead_letters"], self.held()), (CASES, 0))
        with open(self.places.path("logs", "hubd.log"), encoding="utf-8") as log:
            self.assertIn("needs a person", log.read())
        self.platform.heal()
        self.assertEqual(self.hubctl("platform", "retry", "acme"),
                         f"{CASES} purges and callbacks are on their way again\n")
        self.all_purged_and_told()

    def test_a_kill_on_the_way_loses_no_purge_and_no_callback(self):
        self.platform.break_with("status", "delete_case", status=503, times=-1)
        self.platform.break_with("status", "callback", status=503, times=-1)
        self.deliver()
        self.hub.kill()
        self.platform.heal()
        self.start_hub()
        if self.owed()["dead_letters"]:
            self.hubctl("platform", "retry", "acme")
        self.all_purged_and_told()

    def test_a_dead_letter_is_told(self):
        self.org.break_with("record_error", "upsert", record=-1, text="STRING_TOO_LONG", field="Subject")
        self.assertEqual(self.send(self.lines[:1]).acknowledged, 1)
        letter = self.only_dead_letter()
        self.wait_until(self.callbacks, "the platform was told")
        self.assertEqual([one["type"] for one in self.callbacks()], ["case.dead_letter"])
        self.hubctl("deliveries", "retry", letter["id"])
        self.nothing_is_owed()
        self.wait_until(lambda: len(self.callbacks()) == 3, "the end was told too")


if __name__ == "__main__":
    sys.exit(run_cases(SourceTest))
