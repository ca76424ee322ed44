"""One of two targets is away for the whole run: what the other one notices, what the hub needs, and how it catches up."""
import time

import delivery
import plot
import targets
from peer import Org
from places import free_port
from processes import Meter, peak_memory_mb
from rig import Rig, percentile, seconds_of
from services import Failed, Service, answers

WAITING_EVENTS = 100000
STEADY_EVENTS = 10000
RATE_SECONDS = 10
RATE_PART = 4      # the latency is taken at this part of the steady rate, which leaves the machine air
AWAY = "second"


class TwoTargets(Rig):
    """Each case goes to two simulated orgs; both are required."""

    def __init__(self, source, build, events):
        super().__init__(source, build, events)
        self.second_org, self.second = self._add_target()

    def _add_target(self):
        port = free_port()
        resource = targets.resource("salesforce", "acme", port, self.places.path("target.key"), AWAY)
        with open(self.places.path("resources", "second.yaml"), "w", encoding="utf-8") as file:
            file.write(resource)
        command = list(self.simulator.command)
        command[command.index("--port") + 1] = str(port)
        return Org(f"http://127.0.0.1:{port}"), Service("the second simulator", command, self.places.path("second.log"))

    def start_second(self):
        self.second.start()
        self.second.wait_until(lambda: answers(self.second_org.url + "/_control/state"), 30)

    def fresh(self):
        if self.second.is_alive():
            self.second_org.reset()
        super().fresh()

    def wait_until_only_away(self):
        """Until the target that is there holds every case. Two loads may share some: those are no cases of their own."""
        until = time.monotonic() + 600
        while self._lane("salesforce")["waiting"] or self._stored() < self.status()["totals"]["accepted"]:
            if time.monotonic() > until:
                raise Failed("the target that is there did not get every case")
            time.sleep(0.25)

    def _stored(self):
        return self.org.state()["records"]["Case"]

    def _lane(self, target):
        return next(lane for lane in self.status()["lanes"] if lane["target"] == target)

    def confirmation_ms(self):
        """By the order in which they came: how long each case took until the target that is there had confirmed."""
        took = []
        for entry in self.entries():
            at = next(one["at"] for one in entry["targets"] if one["target"] == "salesforce")
            took.append((seconds_of(entry["received"]), (seconds_of(at) - seconds_of(entry["received"])) * 1000))
        return [milliseconds for _, milliseconds in sorted(took)]

    def end(self):
        self.second.stop()
        super().end()


def percentiles(took):
    return {"p50": round(percentile(took, 0.5), 1), "p99": round(percentile(took, 0.99), 1)}


def with_both(rig, count):
    """Steady rate, and the latency of the first target at a part of it."""
    rig.start_second()
    steady = delivery.saturated(rig, count)["deleted_per_second"]
    rig.fresh()
    rate = max(1, steady // RATE_PART)
    rig.load(rate * RATE_SECONDS, batch=1, connections=64, rate=rate).run()
    rig.wait_until_empty()
    return steady, rate, rig.confirmation_ms()


def with_one_away(rig, rate, total):
    """The same load at the same rate, then as many cases as are to wait. Memory is that of the whole time."""
    rig.second.stop()
    rig.fresh()
    at_rate = rate * RATE_SECONDS
    rig.load(at_rate, batch=1, connections=64, rate=rate).run()
    rig.wait_until_only_away()
    if total > at_rate:
        rig.load(total - at_rate, batch=delivery.BATCH, connections=delivery.SENDING_CONNECTIONS).run()
    rig.wait_until_only_away()
    return at_rate, rig.status()["cases_held"], peak_memory_mb(rig.hub.process.pid)


def catch_up(rig, waiting):
    rig.start_second()
    hub, held = Meter(rig.hub.process.pid), []
    rig.wait_until_empty(held.append)
    plot.timeline("waiting", held, "cases", 0.25)
    settled = sorted(settled for _, settled in rig.certificates())
    if len(settled) != waiting:
        raise Failed(f"{waiting} waited, {len(settled)} were deleted")
    return round(waiting / max(0.001, settled[-1] - settled[0])), hub.spent(waiting)


def run(arguments, source):
    total = arguments.limit or WAITING_EVENTS
    rig = TwoTargets(source, arguments.build, arguments.events)
    try:
        rig.start_simulator()
        rig.start_hub()
        steady, rate, before = with_both(rig, min(total, STEADY_EVENTS))
        at_rate, waiting, memory = with_one_away(rig, rate, total)
        drained, spent = catch_up(rig, waiting)
        while_away = rig.confirmation_ms()[:at_rate]
        return {"mode": "outage", "waiting": waiting, "peak_rss_mb_while_away": round(memory, 1),
                "steady_per_second": steady, "drained_per_second": drained,
                "drained_part_of_steady": round(drained / steady, 2), "at_per_second": rate,
                "confirmed_ms": {"both": percentiles(before), "one_away": percentiles(while_away)},
                "p99_change": round(percentile(while_away, 0.99) / percentile(before, 0.99) - 1, 3), "hubd": spent}
    finally:
        rig.end()
