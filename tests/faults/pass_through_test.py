#!/usr/bin/env python3
"""A tenant that lets nothing be held: not a byte of a case is written, and only a confirmed case is answered with 2xx."""
import json
import os
import sys
import threading

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBD, HubRun, Service, run_cases  # noqa: E402
import system_calls  # noqa: E402

SETTINGS = "delivery: {{first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms, sweep: 1h, pass_through: {}}}\n"


def texts_of(value, least=12):
    """Every text of a case, long enough to be told from chance."""
    if isinstance(value, str):
        return {value.encode()} if len(value) >= least else set()
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return set().union(*(texts_of(part, least) for part in parts))


class PassingRun(HubRun):
    settings = SETTINGS.format("20s")

    def begin(self, max_hold="0s"):
        self.places.change_resources("acme", "sources: [/engage/us/acme]\n",
                                     f"sources: [/engage/us/acme]\nretention: {{max_hold: {max_hold}}}\n")
        self.places.change("epoch: 30s", "epoch: 1h")
        self.start_simulator()
        self.start_hub()
        self.lines = self.made_up(3)

    def passes(self, line):
        status, answer = self.post(line)
        self.assertEqual(status, 200, answer)
        self.assertEqual((answer["accepted"][0]["status"], answer["accepted"][0]["confirmed"]), ("accepted", True))

    def nothing_was_kept(self):
        self.assertEqual((self.held(), self.certificates(), json.loads(self.hubctl("cases", "list", "--json"))),
                         (0, [], []))


class PassThroughTest(PassingRun):
    def test_a_kill_before_the_confirmation_leaves_the_caller_without_2xx_and_its_retry_makes_one_record(self):
        self.begin()
        self.org.break_with("latency", "retrieve", milliseconds=600_000, times=-1)
        outcome = []

        def offer():
            try:
                outcome.append(self.post(self.lines[0])[0])
            except OSError:
                outcome.append("no answer")
        caller = threading.Thread(target=offer)
        caller.start()
        self.wait_until(lambda: self.org.state()["records"]["Case"] == 1, "the target has it, unconfirmed")
        self.assertEqual(outcome, [])
        self.hub.kill()
        caller.join()
        self.assertEqual(outcome, ["no answer"])

        self.org.heal()
        self.start_hub()
        self.nothing_was_kept()
        self.passes(self.lines[0])
        self.assertEqual(self.post(self.lines[0])[1]["accepted"][0]["status"], "duplicate")
        state = self.org.state()
        self.assertEqual((state["records"]["Case"], set(state["duplicates"].values())), (1, {0}))
        self.nothing_was_kept()

    def test_what_no_target_confirms_in_time_stays_with_the_caller(self):
        self.places.change("pass_through: 20s", "pass_through: 300ms")
        self.begin()
        self.org.break_with("status", "*", status=503, times=-1)
        status, answer = self.post(self.lines[0])
        self.assertEqual(status, 503)
        problem = answer["rejected"][0]["problem"]
        self.assertEqual(problem["type"], "urn:connector-hub:problem:not-confirmed")
        self.nothing_was_kept()
        self.org.heal()
        self.wait_until(lambda: self.post(self.lines[0])[0] == 200, "a later try passes")
        self.assertEqual(self.org.state()["records"]["Case"], 1)

    def test_what_a_target_refuses_for_good_is_a_502_and_is_not_kept(self):
        self.begin()
        self.org.break_with("record_error", "upsert", record=-1, text="STRING_TOO_LONG", field="Subject")
        status, answer = self.post(self.lines[0])
        self.assertEqual(status, 502)
        self.assertEqual(answer["rejected"][0]["problem"]["type"], "urn:connector-hub:problem:target-refused")
        self.nothing_was_kept()
        self.passes(self.lines[1])


class TraceTest(PassingRun):
    """Every system call that could write, between the request and its answer."""

    def setUp(self):
        if system_calls.why_not():
            self.skipTest(system_calls.why_not())
        super().setUp()
        self.trace = system_calls.Trace([HUBD, "--config=" + self.places.path("hub.yaml")],
                                        self.places.path("system-calls"))
        self.hub = Service("hubd", self.trace.command, self.places.path("logs", "hubd.log"))

    def traced(self, deliver, line):
        """What was written, made and sent while the case was delivered."""
        start = self.trace.position()
        deliver(line)
        end = self.trace.position()
        written = [(path, data) for path, data in self.trace.written(start, end)]
        return written, list(self.trace.made(start, end)), self.trace.sent(start, end)

    def test_no_byte_of_the_case_is_written_to_any_file(self):
        self.begin()
        self.passes(self.lines[0])  # what a first case brings about once is over: connections, tokens
        texts = texts_of(json.loads(self.lines[1])["data"])
        written, made, sent = self.traced(self.passes, self.lines[1])
        self.assertTrue(any(text in sent for text in texts), "the trace shows no content: it proves nothing")
        log = self.places.path("logs", "hubd.log")
        self.assertEqual({path for path, _ in written} - {log}, set())
        self.assertEqual(made, [])
        said = b"".join(data for _, data in written)
        self.assertEqual([text for text in texts if text in said], [])

    def test_the_trace_shows_what_is_written_of_a_case_that_is_held(self):
        self.begin("72h")
        self.send(self.lines[:1])

        def deliver(line):
            self.send([line])
            self.wait_until(lambda: self.held() == 0, "the case is gone")
        written, _, sent = self.traced(deliver, self.lines[1])
        names = {os.path.basename(path) for path, _ in written}
        self.assertIn("hub.db-wal", names)
        self.assertTrue(any(name.startswith("cases.keys") for name in names), names)  # made as cases.keys.new
        self.assertTrue(any(text in sent for text in texts_of(json.loads(self.lines[1])["data"])))


if __name__ == "__main__":
    sys.exit(run_cases(PassThroughTest, TraceTest))
