#!/usr/bin/env python3
"""The trace of W3C that an event comes with: on every call that delivers its case, and in the log."""
import os
import re
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from forwarding import Forwarding  # noqa: E402
from hub_run import HubRun, run_cases  # noqa: E402

FIRST = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
SECOND = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"


def trace_id(traceparent):
    return traceparent.split("-")[1]


class TraceTest(HubRun):
    target = "zendesk"
    lifts_budgets = True
    settings = "delivery: {first_backoff: 10ms, longest_backoff: 100ms, first_probe: 50ms, longest_probe: 200ms}\n"

    def setUp(self):
        super().setUp()
        self.heard = []  # of each request to the target: method, path, and the trace it carries
        port = self.places.target_ports[self.target]
        proxy = Forwarding(lambda _path: f"127.0.0.1:{port}", heard=self.hear)
        self.addCleanup(proxy.end)
        self.places.change_resources("acme", f"http://127.0.0.1:{port}", proxy.url)
        self.start_simulator()
        self.start_hub()
        self.lines = self.made_up(3)

    def hear(self, method, path, headers):
        self.heard.append((method, path, {name.lower(): value for name, value in headers.items()}.get("traceparent")))

    def send_with(self, line, traceparent):
        headers, body = self.signed(line)
        status, _ = self.request({**headers, "traceparent": traceparent}, body)
        self.assertEqual(status, 202)

    def carried(self):
        return {trace for _, _, trace in self.heard if trace}

    def log_lines(self, event):
        with open(self.hub.log, encoding="utf-8") as file:
            return [line for line in file if event in line]

    def test_the_calls_for_a_case_carry_the_trace_of_its_event(self):
        self.send_with(self.lines[0], FIRST)
        self.all_delivered_once(1)
        self.assertEqual(self.carried(), {FIRST})
        calls = [(method, path) for method, path, trace in self.heard if trace]
        self.assertTrue(any(method == "POST" and "/tickets" in path for method, path in calls), calls)
        self.assertTrue(any(method == "GET" for method, _ in calls), "it is read back within the trace too")
        for event in ("a delivery waits", "a delivery is confirmed"):
            [line] = self.log_lines(event)
            self.assertIn(" trace=" + trace_id(FIRST), line)

    def test_a_batch_of_several_traces_has_its_own_and_the_log_joins_them(self):
        self.hubctl("lanes", "pause", "acme", self.target)
        self.send_with(self.lines[0], FIRST)
        self.send_with(self.lines[1], SECOND)
        self.hubctl("lanes", "resume", "acme", self.target)
        self.all_delivered_once(2)
        [joined] = self.carried()
        self.assertNotIn(joined, (FIRST, SECOND))
        lines = self.log_lines("a delivery is confirmed")
        found = {re.search(r" trace=(\w+) calls_trace=(\w+)", line).groups() for line in lines}
        self.assertEqual(found, {(trace_id(FIRST), trace_id(joined)), (trace_id(SECOND), trace_id(joined))})

    def test_a_trace_outlives_a_restart(self):
        self.hubctl("lanes", "pause", "acme", self.target)
        self.send_with(self.lines[0], FIRST)
        self.hub.kill()
        self.start_hub()
        self.hubctl("lanes", "resume", "acme", self.target)
        self.all_delivered_once(1)
        self.assertEqual(self.carried(), {FIRST})

    def test_the_log_names_the_trace_of_an_attempt_that_failed(self):
        self.org.break_with("status", "create_many", status=503, times=1)
        self.send_with(self.lines[0], FIRST)
        self.all_delivered_once(1)
        [line] = self.log_lines("an attempt to deliver failed")
        self.assertIn(" trace=" + trace_id(FIRST), line)

    def test_an_event_without_a_trace_is_delivered_without_one(self):
        self.send(self.lines[:1])
        self.all_delivered_once(1)
        self.assertEqual(self.carried(), set())


if __name__ == "__main__":
    sys.exit(run_cases(TraceTest))
