"""The whole way of a case, and what waits when a target is away."""
import http.client
import json
import subprocess
import time
import uuid

import plot
from processes import Meter
from rig import Rig, latency, percentile
from sender import signed_headers
from services import Failed

FULL_EVENTS = 20000
DRAIN_EVENTS = 30000
BATCH = 50
SENDING_CONNECTIONS = 4  # what keeps the front door ahead of the lane, and no more
IDLE_EVENTS = 200
HALF_SECONDS = 10


class Profile:
    """perf on one process, when asked for."""

    def __init__(self, pid, path):
        self.process = path and subprocess.Popen(
            ["perf", "record", "-q", "-F", "499", "--call-graph", "dwarf,16384", "-o", path, "-p", str(pid)])

    def end(self):
        if self.process:
            self.process.terminate()
            self.process.wait()


def saturated(rig, count, perf=None):
    """As fast as it goes: cases a second from the first request to the last deletion."""
    before = rig.org.state()["api_calls"]
    load = rig.load(count, batch=BATCH, connections=SENDING_CONNECTIONS)
    hub, simulator = Meter(rig.hub.process.pid), Meter(rig.simulator.process.pid)
    profile = Profile(rig.hub.process.pid, perf)
    began = time.time()
    load.start()
    sent = load.wait()
    rig.wait_until_empty()
    profile.end()
    hub_spent, simulator_spent = hub.spent(count), simulator.spent(count)
    times = rig.certificates()
    if len(times) != count or sent.accepted != count:
        raise Failed(f"{count} sent, {sent.accepted} accepted, {len(times)} deleted")
    seconds = max(settled for _, settled in times) - began
    steps = [0] * (int(seconds / 0.25) + 1)
    for _, settled in times:
        steps[min(len(steps) - 1, max(0, int((settled - began) / 0.25)))] += 4
    plot.timeline("deleted", steps, "cases/s", 0.25)
    calls = rig.org.state()["api_calls"] - before
    wrote = hub.wrote()
    return {"cases": count, "seconds": round(seconds, 3), "deleted_per_second": round(count / seconds),
            "accepted_per_second": round(sent.accepted / sent.seconds), "ack_ms": sent.raw["ack_ms"],
            "accept_to_deleted_ms": latency(times), "api_calls_per_case": round(calls / count, 4),
            "bytes_written_per_case": None if wrote is None else round(wrote / count),
            "bytes_written_per_payload_byte": None if wrote is None else round(wrote / rig.payload_bytes(count), 2),
            "hubd": hub_spent, "simulator": simulator_spent,
            "load": {"us_per_case": round(sent.raw["processor_seconds"] / count * 1e6, 1)}}


def at_rate(rig, count, rate):
    """Open loop at a rate that the hub can keep: what a case waits for then."""
    sent = rig.load(count, batch=1, connections=64, rate=rate).run()
    rig.wait_until_empty()
    return {"cases": count, "per_second": rate, "ack_ms": sent.raw["ack_ms"],
            "accept_to_deleted_ms": latency(rig.certificates())}


def idle(rig, count):
    """One case at a time, asked to wait for its certificate: from sending to its being deleted, seen from outside."""
    lines = rig.lines(count)
    connection = http.client.HTTPConnection("127.0.0.1", rig.places.events_port, timeout=60)
    took = []
    for number, line in enumerate(lines):
        event = json.loads(line)
        event["id"] = event["data"]["case"]["id"] = f"idle-{number}-{uuid.uuid4()}"
        body = json.dumps(event).encode()
        headers = signed_headers(rig.places.event_secret, "msg_" + event["id"], body)
        headers.update({"Content-Type": "application/cloudevents+json", "Prefer": "wait=30"})
        began = time.monotonic()
        connection.request("POST", "/v1/cases", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise Failed(f"one case at a time: {answer.status} {text[:200]!r}")
        took.append((time.monotonic() - began) * 1000)
    connection.close()
    return {"cases": count, "sent_to_deleted_ms": {"p50": round(percentile(took, 0.5), 1),
                                                   "p99": round(percentile(took, 0.99), 1)}}


def run_full(arguments, source):
    count = arguments.limit or FULL_EVENTS
    rig = Rig.of(arguments, source)
    try:
        rig.start_simulator()
        rig.start_hub()
        rounds = []
        for number in range(arguments.rounds):
            if number > 0:
                rig.fresh()
            rounds.append(saturated(rig, count, arguments.perf if number == 0 else None))
        best = max(rounds, key=lambda figures: figures["deleted_per_second"])
        rig.fresh()
        half = max(1, best["deleted_per_second"] // 2)
        figures = {"mode": "full", "target": arguments.target, "set": arguments.set, **best, "rounds": [one["deleted_per_second"] for one in rounds],
                   "half_load": at_rate(rig, min(count, half * HALF_SECONDS), half)}
        rig.fresh()
        figures["idle"] = idle(rig, min(count, IDLE_EVENTS))
        plot.bars("processor time of a case", [(name, figures[name]["us_per_case"])
                                               for name in ("hubd", "simulator", "load")]
                  + [(f"hubd, {name}", spent) for name, spent in figures["hubd"]["threads_us_per_case"].items()], "us")
        return figures
    finally:
        rig.end()


def run_drain(arguments, source):
    """The target's process is away while the cases come, and is started again on its old address."""
    count = arguments.limit or DRAIN_EVENTS
    rig = Rig.of(arguments, source)
    try:
        rig.start_hub()
        accepted = rig.load(count, batch=BATCH, connections=SENDING_CONNECTIONS).run()
        waiting = rig.status()["cases_held"]
        rig.start_simulator()
        healed = time.time()
        hub = Meter(rig.hub.process.pid)
        held = []
        rig.wait_until_empty(held.append)
        settled = sorted(settled for _, settled in rig.certificates())
        if len(settled) != count or accepted.accepted != count:
            raise Failed(f"{count} sent, {accepted.accepted} accepted, {len(settled)} deleted")
        seconds = max(0.001, settled[-1] - settled[0])
        plot.timeline("waiting", held, "cases", 0.25)
        return {"mode": "drain", "cases": count, "waiting": waiting,
                "accepted_per_second": round(accepted.accepted / accepted.seconds),
                "seconds_until_first_deletion": round(settled[0] - healed, 2), "seconds": round(seconds, 3),
                "drained_per_second": round(count / seconds), "hubd": hub.spent(count)}
    finally:
        rig.end()
