"""One hub with one simulated target and a load, in a temporary folder on free ports of this machine."""
import datetime
import os
import shutil
import subprocess
import time

import cases
from load import Load
import targets
from peer import Org
from places import Places
from services import Failed, Service, answers, get_json

STALLED_SECONDS = 60
GENERATED = 5000
SEED = 4711


def made_up_events(simulators, path):
    with open(path, "wb") as file:
        subprocess.run([simulators, "events", "--events", str(GENERATED), "--seed", str(SEED), "--updates", "0"],
                       stdout=file, check=True)
    return path


def seconds_of(stamp):
    return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


class Rig:
    """Starts nothing by itself; `end()` stops what was started and removes the folder."""

    stalled_seconds = STALLED_SECONDS

    def __init__(self, source, build, events, tenants=("acme",), target="salesforce", target_settings=()):
        """`target_settings`: further lines of the target's settings, as "tickets: single"."""
        self.build = os.path.join(source, build, "tools")
        self.places = Places(source, [target], tenants=tenants)
        for tenant in tenants if target_settings else ():
            lines = "".join(f"  {line}\n" for line in target_settings)
            self.places.change_resources(tenant, "\nsettings:\n", "\nsettings:\n" + lines)
        self.events = events or made_up_events(self.program("simulators/hub-simulators"),
                                               self.places.path("events.jsonl"))
        self._settings()
        self.target_url = f"http://127.0.0.1:{self.places.target_ports[target]}"
        self.org = Org(self.target_url)
        self.simulator = Service(f"the {target} simulator",
                                 targets.simulator_command(
                                     self.program("simulators/hub-simulators"), target,
                                     self.places.target_ports[target], self.places.target_secret,
                                     lifts_budgets=True), self.places.path("simulator.log"))
        self.hub = Service("hubd", [self.program("hubd/hubd"), "--config=" + self.places.path("hub.yaml")],
                           self.places.path("logs", "hubd.log"))
        self.loads = []
        self._sizes = None

    @classmethod
    def of(cls, arguments, source):
        return cls(source, arguments.build, arguments.events, target=arguments.target,
                   target_settings=[line.replace("=", ": ", 1) for line in arguments.set])

    def _settings(self):
        """As shipped, but for a quiet log and room for a long queue."""
        self.places.change("limits: {case_slots: 65536, epoch: 30s}", "limits: {case_slots: 1048576}")
        self.places.change("level: debug", "level: info")

    def program(self, name):
        return os.path.join(self.build, name)

    def start_simulator(self):
        self.simulator.start()
        self.simulator.wait_until(lambda: answers(self.target_url + "/_control/state"), 30)

    def start_hub(self):
        self.hub.start()
        self.hub.wait_until(lambda: answers(self.places.admin_url + "/readyz"), 60)

    def fresh(self):
        """A hub without a past, and a target that holds nothing."""
        self.hub.stop()
        shutil.rmtree(self.places.path("data"))
        os.mkdir(self.places.path("data"), 0o700)
        if self.simulator.is_alive():
            self.org.reset()
        self.start_hub()

    def lines(self, limit):
        return cases.read_cases(self.events, limit).lines

    def payload_bytes(self, count):
        """Of so many events as the load sends them: copies when there are fewer."""
        if self._sizes is None:
            self._sizes = [len(line) for line in self.lines(None)]
        whole, rest = divmod(count, len(self._sizes))
        return whole * sum(self._sizes) + sum(self._sizes[:rest])

    def load(self, count, **settings):
        settings.setdefault("secret_file", self.places.path("acme.key"))
        url = settings.pop("url", self.places.events_url + "/v1/cases")
        events = settings.pop("events", self.events)
        load = Load(self.program("bench/bench_load"), url, events, count, **settings)
        self.loads.append(load)
        return load

    def ask(self, path):
        """The admin API's answer."""
        return get_json(self.places.admin_url + "/api/v1/" + path, self.places.admin_key)

    def status(self):
        return self.ask("status")

    def wait_until_empty(self, on_step=None, step=0.25):
        """Until no case is held. Fails when a case needs a person or nothing moves any more."""
        last, moved = None, time.monotonic()
        while True:
            status = self.status()
            held = status["cases_held"]
            if on_step:
                on_step(held)
            if held == 0:
                return
            if sum(lane["dead_letters"] for lane in status["lanes"]) > 0:
                raise Failed("a case became a dead letter")
            if held != last:
                last, moved = held, time.monotonic()
            elif time.monotonic() - moved > self.stalled_seconds:
                raise Failed(f"{held} cases have not moved for {self.stalled_seconds} s")
            time.sleep(step)

    def entries(self):
        """The certificate of each deleted case, in the order of the log."""
        after = -1
        while True:
            page = self.ask(f"certificates?limit=1000&after={after}")
            yield from (item["entry"] for item in page["certificates"])
            if "next" not in page:
                return
            after = page["next"]

    def certificates(self):
        """(received, settled) of each deleted case, in seconds."""
        return [(seconds_of(entry["received"]), seconds_of(entry["settled"])) for entry in self.entries()]

    def stop(self):
        for load in self.loads:
            load.end()
        self.hub.stop()
        self.simulator.stop()

    def end(self):
        self.stop()
        shutil.rmtree(self.places.root)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def latency(times):
    took = [(settled - received) * 1000 for received, settled in times]
    return {"p50": round(percentile(took, 0.5), 1), "p99": round(percentile(took, 0.99), 1),
            "max": round(max(took, default=0.0), 1)}
