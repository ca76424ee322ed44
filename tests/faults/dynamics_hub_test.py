#!/usr/bin/env python3
"""A hub before a Dynamics 365 environment: whatever is lost or refused on the way, each case is one row with its note."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import hub_run  # noqa: E402


class DynamicsTest(hub_run.HubRun):
    target = "dynamics"
    settings = "delivery: {schema_recheck: 500ms, first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms}\n"

    def all_have_their_note(self, count):
        self.all_delivered_once(count)
        self.assertEqual(self.org.state()["records"]["annotations"], count)

    def test_cases_come_with_their_transcript_in_as_many_calls_as_batches(self):
        self.deliver_under(40)
        self.all_have_their_note(40)
        self.assertEqual(self.org.calls("get"), 0, "whatever was read, was read in batches")

    def test_an_answer_lost_after_the_change_sets_makes_no_second_cases(self):
        self.deliver_under(20, ("drop_after_commit", "batch_write", {}))
        self.all_have_their_note(20)

    def test_an_answer_lost_before_anything_happened_is_sent_again(self):
        self.deliver_under(20, ("drop_before_commit", "batch_write", {}))
        self.all_have_their_note(20)

    def test_an_answer_cut_in_the_middle_is_looked_up(self):
        self.deliver_under(20, ("truncated_json", "batch_write", {}))
        self.all_have_their_note(20)

    def test_a_limit_is_waited_for_and_a_new_login_heals_an_expired_token(self):
        self.deliver_under(20, ("status", "batch_write", {"status": 429, "retry_after": "1"}),
                           ("expired_token", "batch_read", {}))
        self.all_have_their_note(20)

    def test_one_case_that_is_refused_harms_no_other(self):
        self.deliver_under(10, ("record_error", "batch_write", {"record": 0, "text": "0x80044331", "field": "title"}))
        letter = self.only_dead_letter()
        self.assertIn("0x80044331 for title", str(letter))
        self.wait_until(lambda: self.held() == 1, "the others are delivered")
        self.org.heal()
        self.hubctl("deliveries", "retry", "--error-class", "invalid")
        self.all_have_their_note(10)

    def test_a_transcript_that_was_cut_is_never_confirmed(self):
        self.deliver_under(1, ("truncated_field", "batch_write", {"field": "documentbody", "times": -1}))
        letter = self.only_dead_letter()
        self.assertIn("mismatch", str(letter))
        self.assertIn("Document", str(letter))
        self.org.heal()
        self.hubctl("deliveries", "retry", "--error-class", "invalid")
        self.all_have_their_note(1)

    def test_a_column_that_vanished_holds_its_cases_until_it_is_back(self):
        self.deliver_under(5, ("hidden_column", "batch_write", {"field": "caseorigincode"}))
        self.wait_until(lambda: self.lane()["drift"], "the missing column is found")
        self.assertIn("incidents has no field 'caseorigincode'", self.lane()["drift"][0])
        self.assertEqual(self.org.state()["records"]["incidents"], 0)
        self.org.break_with("shown_column", "*", field="caseorigincode")
        self.all_have_their_note(5)


if __name__ == "__main__":
    sys.exit(hub_run.run_cases(DynamicsTest))
