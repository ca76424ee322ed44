#!/usr/bin/env python3
"""Runs the demonstration: starts everything, sends cases, follows them, counts, searches, and says what it found."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

import cases
import targets
import watching
from engage import Engage
from options import read_arguments
from places import Places
from report import Progress, summary
from residue import Residue
from sender import Sender, Together
from services import Failed, Service, answers, get_json
from volume import Volume

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CONTROL_CASES = 20
# Whatever is sent, the simulated platform sends made-up cases beside it, for a tenant of its own: every field and
# channel, half of them as thin events, some with attachments that are fetched, one of two thousand messages.
TENANT, PLATFORM_TENANT = "acme", "rehearsal"
PLATFORM_CASES = 100
VOLUME_BYTES = 1 << 30  # of the data folder, when its raw blocks are to be read
STALLED_SECONDS = 120


class Demonstration:
    def __init__(self, arguments, given):
        """`given`: the cases to send; the samples when absent."""
        self.arguments = arguments
        self.given = given or cases.sample_cases(self.program("simulators/hub-simulators"), arguments.limit)
        self.total = len(self.given.lines) + PLATFORM_CASES
        self.kills_done = 0
        self.places = Places(SOURCE, arguments.targets, tenants=(TENANT, PLATFORM_TENANT))
        self.volume = Volume(self.places, VOLUME_BYTES) if arguments.proof else None
        self.simulators = [
            Service(f"the {name} simulator",
                    targets.simulator_command(self.program("simulators/hub-simulators"), name, port,
                                              self.places.target_secret,
                                              lifts_budgets=arguments.budgets == "lifted"),
                    self.places.path(f"{name}-simulator.log"))
            for name, port in self.places.target_ports.items()]
        self.hub = Service("hubd", [self.program("hubd/hubd"), "--config=" + self.places.path("hub.yaml")],
                           self.places.path("logs", "hubd.log"))
        self.engage = Engage(self.program("simulators/hub-simulators"), self.places, PLATFORM_CASES, PLATFORM_TENANT)
        self.residue = Residue(self.program("residue/hub-residue"), self.places,
                               self.given.lines + self.engage.contents(), self.hub)

    def program(self, name):
        return os.path.join(SOURCE, self.arguments.build, "tools", name)

    def start_hub(self):
        self.hub.start()
        self.hub.wait_until(lambda: answers(self.places.admin_url + "/readyz"), 60)

    def control(self):
        """Before the run: a hub that never deletes, so that the search has something to find."""
        self.places.set_never_delete("data-control")
        os.mkdir(self.places.path("data-control"), 0o700)
        self.start_hub()
        sender = self.sender(TENANT, self.given.lines[:CONTROL_CASES])
        self.follow(sender, None, lambda status: status["held"] >= sender.acknowledged - sender.repeated)
        self.hub.stop()
        found = self.residue.openable("data-control")
        shutil.rmtree(self.places.path("data-control"))
        return found

    def sender(self, tenant, lines):
        return Sender(self.places.events_port, self.places.event_secrets[tenant], lines)

    def follow(self, sender, progress, is_done):
        """Until everything is sent and `is_done`; kills the hub on the way when asked to. The last status."""
        sender.start()
        kills = self.kill_marks(progress)
        changed, last, status = time.monotonic(), None, None
        while True:
            time.sleep(0.05)
            fresh = watching.status(self.places)
            status = fresh or status
            if progress:
                progress.show(self.total, sender, status, self.kills_done)
            if kills and sender.acknowledged + (status["certificates"] if status else 0) >= kills[0]:
                kills.pop(0)
                self.kill_hub()
                continue
            if fresh and sender.is_done() and is_done(fresh):
                return fresh
            if sender.problems and sender.is_done() and fresh and fresh["held"] == 0:
                return fresh
            seen = (sender.acknowledged, status and status["certificates"], self.kills_done)
            if seen != last:
                changed, last = time.monotonic(), seen
            elif time.monotonic() - changed > STALLED_SECONDS:
                sender.stop()
                return status or {"certificates": 0, "held": -1, "dead_letters": 0, "first": []}
            if not self.hub.is_alive():
                raise Failed(f"hubd ended by itself; see {self.hub.log}")

    def kill_marks(self, progress):
        """Random moments of the run: so many events acknowledged and cases deleted, together."""
        count = self.arguments.kill if progress else 0
        return sorted(random.randrange(2 * self.total) for _ in range(count))

    def kill_hub(self):
        time.sleep(random.random() * 0.2)
        self.hub.kill()
        self.kills_done += 1
        self.start_hub()

    def run(self):
        for simulator in self.simulators:
            simulator.start()
        self.engage.start()
        peers = [targets.named(name)(port, self.places.target_secret)
                 for name, port in self.places.target_ports.items()]
        for simulator, target in zip(self.simulators, peers):
            simulator.wait_until(lambda url=target.url: answers(url + "/_control/state"), 30)
        control = self.control()
        for peer in peers:
            forget(peer)
        self.places.set_ordinary()
        self.start_hub()

        progress = Progress()
        started = time.monotonic()
        given = self.sender(TENANT, self.given.lines)
        platform = self.sender(PLATFORM_TENANT, self.engage.events())
        status = self.follow(Together(given, platform), progress, lambda fresh: fresh["held"] == fresh["dead_letters"])
        seconds = time.monotonic() - started
        progress.end()
        certificates = watching.certificates(self.places)
        calls = [peer_calls(peer) for peer in peers]
        holdings = [peer.holdings() for peer in peers]
        problems = given.problems + platform.problems
        figures = {
            **acknowledged_and_certified(given, TENANT, certificates),
            "dead_letters": status["dead_letters"],
            **self.what_is_where(holdings, control),
            "calls_per_case": [round(count / len(certificates), 3) if certificates else None for count in calls],
            "seconds": round(seconds, 2),
            "refused": len(problems),
            "kills": self.kills_done,
            "platform": {**acknowledged_and_certified(platform, PLATFORM_TENANT, certificates),
                         **self.engage.fetched()},
        }
        if self.volume:
            figures["proof"] = self.prove()
        return figures, certificates, holdings, problems

    def prove(self):
        """What `hubctl proof run` says: a canary through this hub, then the search of every surface."""
        command = [self.program("hubctl/hubctl"), "proof", "run", "--volume", self.volume.image]
        surroundings = dict(os.environ, HUBCTL_URL=self.places.admin_url, HUBCTL_KEY_FILE=self.places.path("admin.key"))
        if not self.arguments.check:
            return {"clean": subprocess.run(command, env=surroundings, check=False).returncode == 0}
        answer = subprocess.run([*command, "--json"], env=surroundings, stdout=subprocess.PIPE, check=False)
        report = json.loads(answer.stdout)
        return {"clean": report["clean"], "seconds": report["seconds"],
                "surfaces": {one["surface"]: one["state"] for one in report["surfaces"]}}

    def what_is_where(self, holdings, control):
        residue = self.residue.settled()
        return {
            "duplicates_at_target": sum(held["duplicates"] for held in holdings),
            "residue_hits": residue["hits"] + residue["opened_hits"],
            "at_target": [held["cases"] for held in holdings],
            "searched_texts": residue["texts"],
            "searched_bytes": residue["bytes"],
            "sealed_rows_left": residue["sealed_rows"],
            "control_hits_plain": self.residue.plain_control(),
            "control_hits_never_delete": control["opened_hits"],
            "control_hits_never_delete_on_disk": control["hits"],
        }

    def end(self):
        self.hub.stop()
        for simulator in [*self.simulators, self.engage.service]:
            simulator.stop()
        if self.volume:
            self.volume.unmount()


def acknowledged_and_certified(sender, tenant, certificates):
    entries = [entry for entry in certificates if entry["tenant"] == tenant]
    return {"accepted": sender.acknowledged,
            "confirmed": sum(entry["outcome"] == "delivered" for entry in entries),
            "deleted": len(entries)}


def forget(peer):
    """What the control's hub delivered: another hub, with a store of its own, would deliver the same cases once more, and
    a target that takes one key twice would keep both."""
    request = urllib.request.Request(peer.url + "/_control/reset", b"", method="POST")
    urllib.request.urlopen(request, timeout=10).close()


def peer_calls(peer):
    """API calls that the simulated target has answered so far."""
    return sum(get_json(peer.url + "/_control/state")["calls"].values())


def is_right(figures, given):
    """Every event accepted, each case delivered and deleted once, nothing left; and the search could see."""
    platform = figures["platform"]
    return (figures["accepted"] == len(given.lines)
            and figures["confirmed"] == figures["deleted"] == given.count
            and platform["accepted"] == platform["confirmed"] == platform["deleted"] == PLATFORM_CASES
            and platform["read_case"] > 0 and platform["read_attachment"] > 0
            and all(held == given.count + PLATFORM_CASES for held in figures["at_target"])
            and figures["refused"] == figures["dead_letters"] == figures["duplicates_at_target"] == 0
            and figures.get("proof", {"clean": True})["clean"]
            and figures["residue_hits"] == figures["sealed_rows_left"] == 0
            and figures["control_hits_plain"] > 0 and figures["control_hits_never_delete"] > 0
            and figures["control_hits_never_delete_on_disk"] == 0)


def main():
    arguments = read_arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends this ends what it started
    demonstration = None
    right = False
    try:
        given = cases.read_cases(arguments.cases, arguments.limit) if arguments.cases else None
        if arguments.only_look:
            return 0
        demonstration = Demonstration(arguments, given)
        figures, certificates, holdings, problems = demonstration.run()
        right = is_right(figures, demonstration.given)
        summary(figures, certificates, holdings, problems, demonstration, right)
        if arguments.check:
            print(json.dumps(figures))
    except Failed as problem:
        print(f"demo: {problem}", file=sys.stderr)
        if arguments.check:
            print(json.dumps({"error": str(problem)}))
    except KeyboardInterrupt:
        print("\ndemo: interrupted", file=sys.stderr)
    finally:
        if demonstration and not (arguments.keep and right):
            demonstration.end()
        if demonstration and right and not arguments.keep:
            shutil.rmtree(demonstration.places.root)
        elif demonstration and not right:
            print(f"demo: everything is left in {demonstration.places.root}", file=sys.stderr)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
