#!/usr/bin/env python3
"""Late wrap-ups and surveys: before, within and after the settle window of a real hub, and across a kill."""
import json
import os
import sys
import uuid

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, run_cases  # noqa: E402

TYPE = "com.vergic.engage.case.updated.v1"


class LateNewsTest(HubRun):
    settings = "delivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms, first_probe: 50ms}\n"

    def begin(self, window, updates):
        self.places.change_resources("acme", "sources: [/engage/us/acme]\n",
                                     f"sources: [/engage/us/acme]\nsettle_window: {window}\nupdates: {updates}\n")
        self.start_simulator()
        self.start_hub()
        self.line = self.made_up(1)[0]

    def news(self, notes, event_id=None):
        """A late wrap-up of the case."""
        closed = json.loads(self.line)
        event = {"specversion": "1.0", "id": event_id or uuid.uuid4().hex, "source": closed["source"], "type": TYPE,
                 "subject": closed["subject"], "data": {"case": {"id": closed["subject"]},
                                                        "wrapup": {"code": "late", "notes": notes}}}
        return json.dumps(event).encode()

    def is_accepted(self, line):
        self.assertEqual(self.post(line)[1]["accepted"][0]["status"], "accepted")

    def is_duplicate(self, line):
        self.assertEqual(self.post(line)[1]["accepted"][0]["status"], "duplicate")

    def all_gone(self):
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")

    def descriptions(self):
        return [record["Description"] for record in self.org.records("Case")]

    def bodies(self):
        return [record["Body__c"] for record in self.org.records("Chat_Transcript__c")]

    def test_within_the_window_and_before_the_case_news_are_part_of_it_also_across_a_kill(self):
        self.begin("2s", "ignore")
        before, within = self.news("came before its case"), self.news("came within the window")
        self.is_accepted(before)
        self.hub.kill()
        self.start_hub()
        self.is_duplicate(before)
        self.is_accepted(self.line)
        self.is_accepted(within)
        self.hub.kill()
        self.start_hub()
        self.all_delivered_once(1)
        self.assertIn("came within the window", self.descriptions()[0])
        for line in (before, self.line, within, self.news("came too late")):
            self.is_duplicate(line)
        self.all_delivered_once(1)

    def test_after_the_window_news_follow_the_case_if_the_tenant_allows(self):
        self.begin("0s", "allow")
        self.is_accepted(self.line)
        self.all_delivered_once(1)
        transcripts = len(self.bodies())
        late = self.news("came after its case")
        self.is_accepted(late)
        self.all_gone()
        self.assertEqual(sum("came after its case" in body for body in self.bodies()), 1)
        self.assertEqual((len(self.bodies()), self.org.state()["records"]["Case"]), (transcripts + 1, 1))
        self.assertNotIn("came after its case", self.descriptions()[0])
        self.assertEqual([entry.get("update", False) for entry in self.certificates()], [False, True])
        self.is_duplicate(late)

    def test_news_wait_behind_a_case_that_waits_for_its_target(self):
        self.begin("0s", "allow")
        self.org.break_with("status", "*", status=503, times=-1)
        self.is_accepted(self.line)
        self.wait_until(lambda: self.lane()["state"] == "waiting", "the target was tried")
        self.is_accepted(self.news("came while it waited"))
        self.hub.kill()
        self.start_hub()
        self.assertEqual(self.org.state()["records"]["Case"], 0)
        self.org.heal()
        self.all_gone()
        everything = "".join(self.descriptions() + self.bodies())
        self.assertEqual(everything.count("came while it waited"), 1)
        self.assertEqual(self.org.state()["records"]["Case"], 1)

    def test_the_same_event_id_with_other_content_is_refused(self):
        self.begin("0s", "allow")
        self.is_accepted(self.line)
        self.all_delivered_once(1)
        self.is_accepted(self.news("these words", "news-1"))
        self.all_gone()
        for changed in (self.news("other words", "news-1"), self.with_other_outcome()):
            answer = self.post(changed)[1]
            self.assertEqual(answer["accepted"], [])
            self.assertEqual(answer["rejected"][0]["problem"]["status"], 422)
        self.is_duplicate(self.line)

    def with_other_outcome(self):
        event = json.loads(self.line)
        event["data"]["case"]["outcome"] = "another"
        return json.dumps(event).encode()


if __name__ == "__main__":
    sys.exit(run_cases(LateNewsTest))
