#!/usr/bin/env python3
"""One record that the target never takes, among 199 good ones in one batch."""
import json
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, run_cases  # noqa: E402

CASES = 200
POISON = 57
UPSERTS_OF_A_BATCH = 8  # the cases in one, and their transcripts in as many as their size asks for


class PoisonTest(HubRun):
    settings = "delivery: {first_backoff: 1ms, longest_backoff: 10ms, read_pause: 10ms}\n"

    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()
        self.lines = self.made_up(CASES)

    def deliver_in_one_batch(self):
        """Paused by hand, the lane gathers all cases and cannot be faster than the fault that a test asks for."""
        self.hubctl("lanes", "pause", "acme", "salesforce")
        self.assertEqual(self.send(self.lines).acknowledged, CASES)
        self.hubctl("lanes", "resume", "acme", "salesforce")

    def the_others_are_delivered(self, code):
        self.wait_until(lambda: self.held() == 1, "all but one are delivered")
        letter = self.only_dead_letter()
        self.assertEqual([entry["outcome"] for entry in self.certificates()], ["delivered"] * (CASES - 1))
        self.assertEqual((letter["error"]["code"], letter["error"]["fields"]), (code, ["Subject"]))
        self.assertIn("record 'case'", letter["error"]["message"])

    def heal_and_retry(self):
        self.org.heal()
        self.assertIn("1 of 1 deliveries", self.hubctl("deliveries", "retry", "--error-class", "invalid"))
        self.all_delivered_once(CASES)

    def test_a_record_that_is_refused_alone_harms_no_other(self):
        self.org.break_with("record_error", "upsert", record=POISON, text="STRING_TOO_LONG", field="Subject")
        self.deliver_in_one_batch()
        self.the_others_are_delivered("STRING_TOO_LONG")
        self.assertLessEqual(self.org.calls("upsert"), UPSERTS_OF_A_BATCH)
        self.heal_and_retry()

    def test_a_record_that_spoils_the_whole_request_is_found_by_halving(self):
        poison = json.loads(self.lines[POISON])["data"]["case"]["id"]
        self.org.break_with("refused_text", "upsert", text=poison, field="Subject", times=-1)
        self.deliver_in_one_batch()
        self.the_others_are_delivered("JSON_PARSER_ERROR")
        halvings = 2 * (CASES - 1).bit_length()
        self.assertLessEqual(self.org.calls("upsert"), UPSERTS_OF_A_BATCH + halvings)
        self.heal_and_retry()


if __name__ == "__main__":
    sys.exit(run_cases(PoisonTest))
