#!/usr/bin/env python3
"""Events that only point at their data, and attachments that are fetched: from the simulated platform, which also fails
in every way. Each failure is told apart, stores nothing, and passes once it is healed."""
import json
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, run_cases  # noqa: E402

EVENTS = 40
BYTES_MAX = 8 << 20


class ThinEventsTest(HubRun):
    settings = "delivery: {first_backoff: 10ms, longest_backoff: 100ms}\n"

    def setUp(self):
        super().setUp()
        self.places.change("fetch:\n  hosts:\n", f"fetch:\n  bytes: {BYTES_MAX}\n  deadline: 4s\n  hosts:\n"
                                                 "    - {host: '10.255.255.1:9000'}\n")
        self.platform = self.start_engage(EVENTS)
        self.start_simulator()
        self.start_hub()
        self.lines = self.engage.events()
        self.thin = next(line for line in self.lines if "dataref" in json.loads(line))
        self.with_attachment = next(line for line in self.lines if b"/attachments/" in line)

    def is_refused(self, line, problem, status):
        """Once, for itself: nothing is stored, and the sender is told why."""
        certificates, held = len(self.certificates()), self.held()
        answered, answer = self.post(line)
        self.assertEqual(answered, status)
        self.assertEqual(answer["accepted"], [])
        self.assertTrue(answer["rejected"][0]["problem"]["type"].endswith(problem), answer)
        self.assertEqual((self.held(), len(self.certificates())), (held, certificates))

    def passes(self, line):
        self.platform.heal()
        self.assertEqual(self.post(line)[1]["accepted"][0]["status"], "accepted")
        self.all_delivered_once(1)

    def pointing_at(self, url):
        event = json.loads(self.thin)
        event["dataref"] = url
        return json.dumps(event).encode()

    def test_thin_events_and_attachments_are_fetched_and_delivered(self):
        self.assertEqual(self.send(self.lines).acknowledged, EVENTS)
        self.all_delivered_once(EVENTS)
        self.assertEqual(self.platform.calls("read_case"), EVENTS // 2)
        self.assertGreater(self.platform.calls("read_attachment"), 0)

    def test_a_host_that_is_not_listed_is_not_asked(self):
        self.is_refused(self.pointing_at("http://127.0.0.1:1/api/v1/cases/1"), "fetch-wrong-host", 202)
        self.is_refused(self.pointing_at("https://elsewhere.example/cases/1"), "fetch-wrong-host", 202)
        self.assertEqual(self.platform.calls(), 0)
        self.passes(self.thin)

    def test_a_private_address_is_not_reached_although_its_host_is_listed(self):
        self.is_refused(self.pointing_at("http://10.255.255.1:9000/cases/1"), "fetch-private-address", 202)
        self.passes(self.thin)

    def test_what_is_too_large_is_refused(self):
        self.platform.break_with("oversize", "read_case", bytes=BYTES_MAX, times=-1)
        self.is_refused(self.thin, "fetch-too-large", 202)
        self.passes(self.thin)

    def test_what_is_too_slow_is_to_be_sent_again(self):
        self.platform.break_with("latency", "read_case", milliseconds=60_000, times=-1)
        self.is_refused(self.thin, "fetch-too-slow", 503)
        self.passes(self.thin)

    def test_what_is_gone_is_refused(self):
        self.platform.break_with("status", "read_case", status=410, times=-1)
        self.is_refused(self.thin, "fetch-gone", 202)
        self.passes(self.thin)

    def test_what_cannot_be_fetched_for_now_is_to_be_sent_again(self):
        for fault in ({"kind": "status", "status": 500}, {"kind": "drop"}):
            self.platform.break_with(operation="read_case", times=-1, **fault)
            self.is_refused(self.thin, "fetch-failed", 503)
            self.platform.heal()
        self.passes(self.thin)

    def test_an_attachment_that_is_gone_stores_nothing_of_its_case(self):
        self.platform.break_with("status", "read_attachment", status=404, times=-1)
        self.is_refused(self.with_attachment, "fetch-gone", 202)
        self.passes(self.with_attachment)


if __name__ == "__main__":
    sys.exit(run_cases(ThinEventsTest))
