#!/usr/bin/env python3
"""A hub before a Zendesk that takes one external_id twice: whatever is lost on the way, each case is one ticket."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import hub_run  # noqa: E402


class ZendeskTest(hub_run.HubRun):
    target = "zendesk"

    def test_cases_become_tickets_with_their_whole_transcript(self):
        self.deliver_under(40)
        self.all_delivered_once(40)
        self.assertEqual(self.org.calls("list"), 0, "nothing was in doubt, so nothing was looked up")

    def test_an_answer_lost_after_the_job_was_queued_makes_no_second_tickets(self):
        self.deliver_under(20, ("drop_after_commit", "create_many", {}))
        self.all_delivered_once(20)
        self.assertGreaterEqual(self.org.calls("list"), 1)

    def test_an_answer_lost_before_anything_happened_is_sent_again(self):
        self.deliver_under(20, ("drop_before_commit", "create_many", {}))
        self.all_delivered_once(20)

    def test_a_wait_is_kept_and_a_new_login_heals_an_expired_token(self):
        self.deliver_under(20, ("status", "create_many", {"status": 429, "retry_after": "1"}),
                           ("expired_token", "show_many", {}))
        self.all_delivered_once(20)

    def test_one_ticket_that_is_refused_harms_no_other(self):
        self.deliver_under(10, ("record_error", "create_many", {"record": 0, "text": "Subject: is too long"}))
        letter = self.only_dead_letter()
        self.assertIn("TicketCreateFailed", str(letter))
        self.wait_until(lambda: self.held() == 1, "the others are delivered")
        self.org.heal()
        self.hubctl("deliveries", "retry", "--error-class", "invalid")
        self.all_delivered_once(10)

    def test_a_text_that_zendesk_cut_is_never_confirmed(self):
        self.deliver_under(3, ("truncated_comment", "create_many", {"record": 0}))
        letter = self.only_dead_letter()
        self.assertIn("mismatch", str(letter))
        self.assertIn("comment", str(letter))


if __name__ == "__main__":
    sys.exit(hub_run.run_cases(ZendeskTest))
