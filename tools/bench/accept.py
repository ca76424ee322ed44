"""How fast cases become durable, and how near that is to what the machine can do at all."""
import json
import os
import subprocess

import plot
from processes import Meter
from rig import Rig
from services import Service

EVENTS = 30000
BATCH = 50


class NullEndpoint(Service):
    """Answers 202 and keeps nothing."""

    def __init__(self, program, log):
        super().__init__("the endpoint that does nothing", [program], log)

    def url(self):
        found = []

        def is_ready():
            with open(self.log, encoding="utf-8") as file:
                found[:] = [json.loads(line)["url"] for line in file if line.startswith("{")]
            return bool(found)
        self.wait_until(is_ready)
        return found[0]


def measure(rig, name, batch, count, connections, endpoint_url):
    """The hub and the endpoint that does nothing under the same load, one after the other."""
    null = rig.load(count, batch=batch, connections=connections, url=endpoint_url, any_success=True).run()
    load = rig.load(count, batch=batch, connections=connections)
    meter = Meter(rig.hub.process.pid)
    hub = load.run()
    figures = hub.summary()
    figures["hubd"] = meter.spent(hub.accepted)
    wrote = meter.wrote()
    if wrote is not None:
        figures["bytes_written_per_case"] = round(wrote / hub.accepted)
    figures["null_per_second"] = round(null.accepted / null.seconds)
    figures["ratio_to_null"] = round((hub.accepted / hub.seconds) / (null.accepted / null.seconds), 3)
    plot.timeline(f"accept, {name}", hub.steps, "cases/s", hub.raw["step_seconds"])
    return figures


def raw_append(rig, count, lines):
    """The same bytes to the same disk, so many events before each fdatasync."""
    written, plain = rig.places.path("raw.jsonl"), rig.places.path("plain.jsonl")
    events = rig.lines(count)
    with open(plain, "wb") as file:
        file.write(b"\n".join(events) + b"\n")
    made = json.loads(subprocess.run([rig.program("bench/bench_raw_append"), plain, written, str(lines)],
                                     stdout=subprocess.PIPE, check=True).stdout)
    os.unlink(written)
    return len(events) / made["seconds"]


def run(arguments, source):
    count = arguments.limit or EVENTS
    rig = Rig(source, arguments.build, arguments.events)
    endpoint = NullEndpoint(rig.program("bench/bench_null_endpoint"), rig.places.path("null.log"))
    try:
        endpoint.start()
        endpoint_url = endpoint.url()
        figures = {"mode": "accept", "connections": arguments.connections}
        for name, batch in (("structured", 1), ("batched", BATCH)):
            rig.fresh()
            figures[name] = measure(rig, name, batch, count, arguments.connections, endpoint_url)
            # As many events before each sync as wait for one at the front door.
            raw = raw_append(rig, count, batch * arguments.connections)
            figures[name]["raw_append_per_second"] = round(raw)
            figures[name]["ratio_to_raw_append"] = round(figures[name]["accepted_per_second"] / raw, 3)
        plot.bars("cases a second", [(f"{what}, {name}", figures[name][key]) for name in ("structured", "batched")
                                     for what, key in (("hub", "accepted_per_second"),
                                                       ("nothing", "null_per_second"),
                                                       ("append + fdatasync", "raw_append_per_second"))], "")
        return figures
    finally:
        endpoint.stop()
        rig.end()


def run_url(arguments, source):
    """The same load against any receiver of CloudEvents; any 2xx counts as an acknowledgement."""
    rig = Rig(source, arguments.build, arguments.events)
    try:
        load = rig.load(arguments.limit or EVENTS, url=arguments.url, batch=arguments.batch, any_success=True,
                        connections=arguments.connections, secret_file=arguments.secret_file).run()
        plot.timeline("acknowledged", load.steps, "cases/s", load.raw["step_seconds"])
        return {"mode": "url", "connections": arguments.connections, "batch": arguments.batch, **load.summary()}
    finally:
        rig.end()
