#!/usr/bin/env python3
"""A target that loses answers, refuses for a while, stores something else or shows old values. Each fault is healed
at the end, and what waited for it arrives once."""
import os
import sys
import time

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, run_cases  # noqa: E402

CASES = 30


class TargetFaultsTest(HubRun):
    settings = ("delivery: {first_backoff: 10ms, longest_backoff: 100ms, first_probe: 50ms, longest_probe: 200ms,"
                " read_pause: 10ms}\n")

    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()

    def deliver(self, count=CASES):
        """As before any fault: so that the connections are in use and the token is known."""
        self.assertEqual(self.send(self.made_up(count)).acknowledged, count)
        self.all_delivered_once(count)

    def send_rest(self, known, total=CASES):
        lines = self.made_up(total)[known:]
        self.assertEqual(self.send(lines).acknowledged, total - known)

    def test_a_reset_after_the_commit_makes_no_second_case(self):
        self.org.break_with("drop_after_commit", "upsert", times=2)
        self.send_rest(0)
        self.all_delivered_once(CASES)

    def test_a_reset_before_the_commit_loses_no_case(self):
        self.org.break_with("drop_before_commit", "upsert", times=2)
        self.send_rest(0)
        self.all_delivered_once(CASES)

    def test_an_answer_cut_short_is_looked_up(self):
        self.org.break_with("truncated_json", "upsert", times=2)
        self.send_rest(0)
        self.all_delivered_once(CASES)

    def test_a_refused_token_costs_one_login(self):
        self.deliver(5)
        logins = self.org.calls("token")
        self.org.break_with("expired_token", "upsert")
        self.send_rest(5)
        self.all_delivered_once(CASES)
        self.assertEqual(self.org.calls("token"), logins + 1)

    def test_a_storm_of_503_passes_and_the_backlog_drains(self):
        self.org.break_with("status", "*", status=503, text="html", times=-1)
        self.send_rest(0)
        self.wait_until(lambda: self.lane()["state"] == "waiting", "the lane waits for the target")
        self.assertEqual(self.org.state()["records"]["Case"], 0)
        self.assertEqual((self.held(), self.certificates()), (CASES, []))
        self.org.heal()
        self.all_delivered_once(CASES)
        self.assertEqual(self.lane()["state"], "running")

    def test_a_told_wait_is_waited_in_full(self):
        told_seconds = 2
        self.org.break_with("status", "upsert", status=429, retry_after=str(told_seconds))
        began = time.monotonic()
        self.send_rest(0)
        self.all_delivered_once(CASES)
        self.assertGreaterEqual(time.monotonic() - began, told_seconds)

    def test_of_a_batch_only_the_failed_records_are_sent_again(self):
        self.simulator.kill()  # so that all gather for one batch
        self.send_rest(0)
        self.start_simulator()
        self.org.break_with("record_error", "upsert", record=1, text="UNABLE_TO_LOCK_ROW")
        self.all_delivered_once(CASES)

    def test_a_truncated_field_is_a_dead_letter_and_nothing_is_deleted(self):
        self.org.break_with("truncated_field", "upsert", field="Description", record=0)
        self.send_rest(0, 1)
        letter = self.only_dead_letter()
        self.assertEqual((letter["error"]["code"], letter["error"]["fields"]), ("mismatch", ["Description"]))
        self.assertIn("record 'case'", letter["error"]["message"])
        self.assertEqual((self.held(), self.certificates()), (1, []))
        self.org.heal()
        self.assertIn("1 of 1 deliveries are on their way again", self.hubctl("deliveries", "retry", letter["id"]))
        self.all_delivered_once(1)

    def test_a_field_that_stays_truncated_stays_a_dead_letter(self):
        self.org.break_with("truncated_field", "upsert", field="Description", record=0, times=-1)
        self.send_rest(0, 1)
        self.only_dead_letter()
        upserts = self.org.calls("upsert")
        self.hubctl("deliveries", "retry", "--error-code", "mismatch")
        self.wait_until(lambda: self.org.calls("upsert") > upserts, "it was tried again")
        self.only_dead_letter()
        self.assertEqual(self.held(), 1)
        self.org.heal()
        self.hubctl("deliveries", "retry", "--error-code", "mismatch")
        self.all_delivered_once(1)

    def test_a_stale_read_is_read_again(self):
        self.org.break_with("truncated_field", "upsert", field="Description", record=0)
        self.send_rest(0, 1)
        self.only_dead_letter()
        # The retry writes the right value; reads still show the wrong one, as it was before that write.
        self.org.break_with("stale_read", "retrieve", times=2)
        reads = self.org.calls("retrieve")
        self.hubctl("deliveries", "retry", "--error-code", "mismatch")
        self.all_delivered_once(1)
        self.assertGreaterEqual(self.org.calls("retrieve"), reads + 3)

    def test_a_post_cut_on_a_reused_connection_arrives_once_before_the_look_up(self):
        self.deliver(5)
        upserts, queries = self.org.calls("upsert"), self.org.calls("query")
        self.org.break_with("drop_before_commit", "upsert")
        self.org.break_with("status", "query", status=503, times=-1)  # no look-up succeeds
        self.send_rest(5, 6)
        self.wait_until(lambda: self.org.calls("query") >= queries + 3, "it was looked for three times")
        self.assertEqual(self.org.calls("upsert"), upserts + 1)
        self.org.heal()
        self.all_delivered_once(6)


if __name__ == "__main__":
    sys.exit(run_cases(TargetFaultsTest))
