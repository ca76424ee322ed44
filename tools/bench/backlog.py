"""The target is away while very many cases come: what the hub needs to hold them, whether it goes on taking them as fast as
at first, how soon it is ready after a restart, and how fast it catches up."""
import time

import delivery
import plot
from processes import Meter, peak_memory_mb
from rig import Rig
from services import Failed

WAITING_EVENTS = 1_000_000
STEADY_EVENTS = 20_000
TIMED_PART = 20  # the first and the last of so many parts are compared


def steady_rate(rig, count):
    rig.start_simulator()
    steady = delivery.saturated(rig, count)["deleted_per_second"]
    rig.simulator.stop()
    rig.fresh()
    return steady


def mean(values):
    return round(sum(values) / len(values))


def fill(rig, total):
    """The rate while hardly any case waits, and while nearly all do."""
    taken = rig.load(total, batch=delivery.BATCH, connections=delivery.SENDING_CONNECTIONS).run()
    if taken.accepted != total:
        raise Failed(f"{total} sent, {taken.accepted} accepted")
    steps = taken.steps[1:-1] or taken.steps  # the first and the last step are not whole
    part = max(1, len(steps) // TIMED_PART)
    return mean(steps[:part]), mean(steps[-part:]), round(taken.accepted / taken.seconds)


def restart(rig):
    """Seconds from the start of the process to its being ready, and what it needs then."""
    rig.hub.stop()
    began = time.monotonic()
    rig.start_hub()
    return round(time.monotonic() - began, 2), round(peak_memory_mb(rig.hub.process.pid), 1)


def catch_up(rig, total):
    rig.start_simulator()
    hub, held = Meter(rig.hub.process.pid), []
    rig.wait_until_empty(held.append, step=1)
    plot.timeline("waiting", held, "cases", 1)
    settled = [settled for _, settled in rig.certificates()]
    if len(settled) != total:
        raise Failed(f"{total} waited, {len(settled)} were deleted")
    return round(total / max(0.001, max(settled) - min(settled))), hub.spent(total)


def run(arguments, source):
    total = arguments.limit or WAITING_EVENTS
    rig = Rig(source, arguments.build, arguments.events)
    try:
        rig.start_hub()
        steady = steady_rate(rig, min(total, STEADY_EVENTS))
        first, last, accepted = fill(rig, total)
        waiting, memory = rig.status()["cases_held"], peak_memory_mb(rig.hub.process.pid)
        ready, memory_after = restart(rig)
        drained, spent = catch_up(rig, total)
        return {"mode": "backlog", "waiting": waiting, "peak_rss_mb_while_away": round(memory, 1),
                "accepted_per_second": {"all": accepted, "first": first, "last": last,
                                        "last_part_of_first": round(last / max(1, first), 2)},
                "seconds_until_ready": ready, "peak_rss_mb_when_ready": memory_after,
                "steady_per_second": steady, "drained_per_second": drained,
                "drained_part_of_steady": round(drained / steady, 2), "hubd": spent}
    finally:
        rig.end()
