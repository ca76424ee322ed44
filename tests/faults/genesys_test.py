#!/usr/bin/env python3
"""A hub before a Genesys Cloud that takes one note twice: whatever is lost on the way, each case is one note."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import hub_run  # noqa: E402


class GenesysTest(hub_run.HubRun):
    target = "genesys"
    settings = "delivery: {first_backoff: 10ms, longest_backoff: 100ms, first_probe: 50ms, longest_probe: 200ms}\n"

    def deliver_under(self, count, *faults):
        self.start_simulator()
        self.start_hub()
        for kind, operation, fields in faults:
            self.org.break_with(kind, operation, **fields)
        self.send(self.made_up(count))

    def delivered_once(self, count):
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")
        self.assertEqual(set(self.org.state()["duplicates"].values()), {0})
        self.assertEqual([entry["outcome"] for entry in self.certificates()], ["delivered"] * count)

    def test_cases_become_notes_in_a_fraction_of_the_budget(self):
        self.deliver_under(40)
        self.delivered_once(40)
        self.assertGreaterEqual(self.org.state()["records"]["note"], 40)

    def test_an_answer_lost_after_notes_were_added_makes_no_second_ones(self):
        self.deliver_under(20, *[("drop_after_commit", operation, {}) for operation in ("add_notes", "add_note", "enrich")])
        self.delivered_once(20)

    def test_an_answer_lost_before_anything_happened_is_sent_again(self):
        self.deliver_under(20, ("drop_before_commit", "add_notes", {}), ("drop_before_commit", "add_note", {}))
        self.delivered_once(20)

    def test_a_wait_is_kept_and_a_new_login_heals_an_expired_token(self):
        self.deliver_under(20, ("status", "notes", {"status": 429, "retry_after": "1"}), ("expired_token", "notes", {}))
        self.delivered_once(20)

    def test_a_storm_of_refusals_passes(self):
        self.deliver_under(20, ("status", "*", {"times": 20}))
        self.delivered_once(20)

    def test_one_record_that_is_refused_harms_no_other(self):
        self.deliver_under(10, ("status", "enrich", {"status": 400}))
        self.assertEqual(self.only_dead_letter()["error"]["kind"], "invalid")
        self.wait_until(lambda: self.held() == 1, "the others are delivered")
        self.org.heal()
        self.hubctl("deliveries", "retry", "--error-class", "invalid")
        self.delivered_once(10)


if __name__ == "__main__":
    sys.exit(hub_run.run_cases(GenesysTest))
