#!/usr/bin/env python3
"""A hub before a Freshdesk that takes everything twice and finds it late: whatever is lost, each case is one ticket."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import hub_run  # noqa: E402


class FreshdeskTest(hub_run.HubRun):
    target = "freshdesk"
    settings = "delivery: {schema_recheck: 500ms, first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms}\n"

    def test_cases_become_tickets_and_nothing_is_looked_up(self):
        self.deliver_under(40)
        self.all_delivered_once(40)
        self.assertEqual(self.org.calls("search"), 0)

    def test_an_answer_lost_after_the_ticket_was_made_makes_no_second_one(self):
        self.deliver_under(20, ("drop_after_commit", "create_ticket", {"times": 3}))
        self.all_delivered_once(20)
        self.assertGreaterEqual(self.org.calls("list_tickets"), 1)

    def test_an_answer_lost_before_anything_happened_is_sent_again(self):
        self.deliver_under(20, ("drop_before_commit", "create_ticket", {}))
        self.all_delivered_once(20)

    def test_a_limit_is_waited_for(self):
        self.deliver_under(20, ("status", "create_ticket", {"status": 429, "retry_after": "1"}))
        self.all_delivered_once(20)

    def test_one_ticket_that_is_refused_harms_no_other(self):
        self.deliver_under(10, ("record_error", "create_ticket", {"text": "require_feature", "field": "subject"}))
        letter = self.only_dead_letter()
        self.assertIn("require_feature for subject", str(letter))
        self.wait_until(lambda: self.held() == 1, "the others are delivered")
        self.org.heal()
        self.hubctl("deliveries", "retry", "--error-class", "invalid")
        self.all_delivered_once(10)

    def test_a_text_that_was_cut_is_never_confirmed(self):
        self.deliver_under(1, ("truncated_text", "create_ticket", {}))
        letter = self.only_dead_letter()
        self.assertIn("mismatch", str(letter))
        self.assertIn("description", str(letter))

    def test_a_field_that_vanished_holds_its_cases_until_it_is_back(self):
        self.deliver_under(5, ("hidden_field", "create_ticket", {"field": "cf_hub_key"}))
        self.wait_until(lambda: self.lane()["drift"], "the missing field is found")
        self.assertIn("ticket has no field 'cf_hub_key'", self.lane()["drift"][0])
        self.assertEqual(self.org.state()["records"]["tickets"], 0)
        self.org.break_with("shown_field", "*", field="cf_hub_key")
        self.all_delivered_once(5)


if __name__ == "__main__":
    sys.exit(hub_run.run_cases(FreshdeskTest))
