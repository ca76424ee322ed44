#!/usr/bin/env python3
"""A target that says no for long: the lane waits without calling it, says why, and goes on when it is healed."""
import os
import sys
import time

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, run_cases  # noqa: E402

AUTH_WAIT_SECONDS = 0.3


class LaneWaitsTest(HubRun):
    settings = (f"delivery: {{auth_wait: {AUTH_WAIT_SECONDS * 1000:.0f}ms, first_backoff: 10ms,"
                " longest_backoff: 100ms, read_pause: 10ms}\n")

    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()
        self.wait_until(lambda: self.org.calls("describe") >= 2, "the hub has compared mapping and target")
        self.lines = self.made_up(20)

    def send_while_it_waits(self, reason):
        """The first case meets the refusal; the others only meet a lane that waits."""
        self.assertEqual(self.send(self.lines[:1]).acknowledged, 1)
        self.wait_until(lambda: self.lane()["state"] == "waiting", "the lane waits")
        calls = self.org.calls()
        self.assertEqual(self.send(self.lines[1:]).acknowledged, 19)
        self.assertEqual(self.held(), 20)
        self.assertEqual(self.lane()["state"], "waiting")
        status = self.hubctl("status")
        self.assertIn("waiting", status)
        self.assertIn(reason, status)
        self.assertEqual(self.org.calls(), calls, "the target was called while the lane had to wait")
        self.assertEqual((self.org.state()["records"]["Case"], self.certificates()), (0, []))

    def test_a_used_up_daily_limit_is_not_hammered(self):
        self.org.break_with("request_limit", "*", times=-1)
        self.send_while_it_waits("REQUEST_LIMIT_EXCEEDED")
        self.org.heal()
        self.hubctl("deliveries", "retry", "--state", "retrying", "--wait", "0s")
        self.all_delivered_once(20)
        self.assertEqual(self.lane()["state"], "running")

    def test_an_hour_told_is_waited_across_a_restart_unless_a_person_says_now(self):
        self.org.break_with("status", "upsert", status=429, retry_after="3600", times=-1)
        self.send_while_it_waits("told to wait")
        self.org.heal()
        letter = self.deliveries("retrying")[0]
        self.hub.kill()
        self.start_hub()
        self.wait_until(lambda: self.held() == 1, "those that were not told to wait are delivered")
        waiting = self.deliveries("retrying")
        self.assertEqual([one["next_attempt"] for one in waiting], [letter["next_attempt"]])
        self.hubctl("deliveries", "retry", letter["id"])
        self.all_delivered_once(20)

    def test_a_lane_paused_by_hand_sends_nothing_until_it_is_resumed(self):
        self.assertIn("is paused", self.hubctl("lanes", "pause", "acme", "salesforce"))
        calls = self.org.calls()
        self.assertEqual(self.send(self.lines).acknowledged, 20)
        self.assertEqual((self.held(), self.lane()["state"], self.lane()["reason"]), (20, "paused", "paused by hand"))
        self.assertIn("paused by hand", self.hubctl("status"))
        self.assertTrue(self.hub.stop())
        self.start_hub()
        self.assertEqual((self.held(), self.lane()["state"]), (20, "paused"))
        self.assertEqual(self.org.calls("upsert"), 0)
        self.assertIn("goes on", self.hubctl("lanes", "resume", "acme", "salesforce"))
        self.all_delivered_once(20)
        self.assertEqual(self.lane()["state"], "running")

    def test_revoked_credentials_pause_the_lane_until_they_work_again(self):
        self.org.expire_tokens()
        self.org.break_with("revoked_credentials", "token", times=-1)
        began = time.monotonic()
        self.assertEqual(self.send(self.lines).acknowledged, 20)
        self.wait_until(lambda: self.org.calls("token") >= 4, "the login was tried four times")
        logins, seconds = self.org.calls("token"), time.monotonic() - began
        self.assertLessEqual(logins, 2 + seconds / AUTH_WAIT_SECONDS, "logins are tried too often")
        self.assertEqual(self.org.calls("upsert"), 0)
        status = self.hubctl("status")
        self.assertIn("the login was refused", status)
        self.assertEqual((self.held(), self.lane()["dead_letters"]), (20, 0))
        self.org.heal()
        self.all_delivered_once(20)
        self.assertEqual(self.lane()["state"], "running")


if __name__ == "__main__":
    sys.exit(run_cases(LaneWaitsTest))
