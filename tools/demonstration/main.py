#!/usr/bin/env python3
"""Runs the demonstration: starts everything, sends cases, follows them, counts, searches, and says what it found."""
import argparse
import json
import os
import random
import shutil
import sys
import time
import urllib.error

import cases
from engage import Engage
from places import Places
from report import Progress, summary
from residue import Residue
from sender import Sender
from services import Failed, Service, answers, get_json
from target import Salesforce

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CONTROL_CASES = 20
ENGAGE_CASES = 40  # half of them as thin events, some with attachments that are fetched
SETTLED_SECONDS = 60  # within this time of the last confirmation nothing may be left
STALLED_SECONDS = 120


def read_arguments():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--build", required=True)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cases")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--targets", default="salesforce", type=lambda text: text.split(","))
    parser.add_argument("--kill", type=int, default=0)
    parser.add_argument("--keep", action="store_true")
    return parser.parse_args()


class Demonstration:
    def __init__(self, arguments):
        self.arguments = arguments
        self.lines = (cases.read_cases(arguments.cases, arguments.limit) if arguments.cases
                      else cases.sample_cases(self.program("simulators/hub-simulators"), arguments.limit))
        if not self.lines:
            raise Failed("there are no cases to send")
        self.kills_done = 0
        self.places = Places(SOURCE, arguments.targets)
        self.simulators = [
            Service(f"the {name} simulator",
                    [self.program("simulators/hub-simulators"), name, "--port", str(self.places.target_ports[name]),
                     "--client-id", "demonstration", "--client-secret", self.places.target_secret],
                    self.places.path(f"{name}-simulator.log"))
            for name in arguments.targets]
        self.hub = Service("hubd", [self.program("hubd/hubd"), "--config=" + self.places.path("hub.yaml")],
                           self.places.path("logs", "hubd.log"))
        self.engage = Engage(self.program("simulators/hub-simulators"), self.places, ENGAGE_CASES)
        self.residue = Residue(self.program("residue/hub-residue"), self.places,
                               self.lines + self.engage.contents(), self.hub)

    def program(self, name):
        return os.path.join(SOURCE, self.arguments.build, "tools", name)

    def start_hub(self):
        self.hub.start()
        self.hub.wait_until(lambda: answers(self.places.admin_url + "/readyz"), 60)

    def status(self):
        """None while the hub is away."""
        try:
            status = get_json(self.places.admin_url + "/api/v1/status", self.places.admin_key)
            page = get_json(self.places.admin_url + "/api/v1/certificates?limit=1", self.places.admin_key)
        except (urllib.error.URLError, OSError):
            return None
        return {"certificates": page["total"], "held": status["cases_held"],
                "dead_letters": sum(lane["dead_letters"] for lane in status["lanes"]), "first": page["certificates"]}

    def control(self):
        """Before the run: a hub that never deletes, so that the search has something to find."""
        self.places.set_never_delete("data-control")
        os.mkdir(self.places.path("data-control"), 0o700)
        self.start_hub()
        sender = Sender(self.places.events_port, self.places.event_secret, self.lines[:CONTROL_CASES])
        self.follow(sender, None, lambda status: status["held"] >= len(self.lines[:CONTROL_CASES]))
        self.hub.stop()
        found = self.residue.kept_control("data-control")
        shutil.rmtree(self.places.path("data-control"))
        return found

    def follow(self, sender, progress, is_done):
        """Until everything is sent and `is_done`; kills the hub on the way when asked to. The last status."""
        sender.start()
        kills = self.kill_marks(progress)
        changed, last, status = time.monotonic(), None, None
        while True:
            time.sleep(0.05)
            fresh = self.status()
            status = fresh or status
            if progress:
                progress.show(len(self.lines), sender, status, self.kills_done)
            if kills and sender.acknowledged >= kills[0]:
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
        count = self.arguments.kill if progress else 0
        return sorted(random.randrange(len(self.lines)) for _ in range(count))

    def kill_hub(self):
        time.sleep(random.random() * 0.2)
        self.hub.kill()
        self.kills_done += 1
        self.start_hub()

    def run(self):
        for simulator in self.simulators:
            simulator.start()
        self.engage.start()
        targets = [Salesforce(port, self.places.target_secret) for port in self.places.target_ports.values()]
        for simulator, target in zip(self.simulators, targets):
            simulator.wait_until(lambda url=target.url: answers(url + "/_control/state"), 30)
        control = self.control()
        self.lines += self.engage.events()
        self.places.set_ordinary()
        self.start_hub()

        progress = Progress()
        started = time.monotonic()
        sender = Sender(self.places.events_port, self.places.event_secret, self.lines)
        status = self.follow(sender, progress, lambda fresh: fresh["held"] == fresh["dead_letters"])
        seconds = time.monotonic() - started
        progress.end()
        return self.count(sender, status, seconds, targets, control)

    def count(self, sender, status, seconds, targets, control):
        certificates = self.certificates()
        holdings = [target.holdings() for target in targets]
        residue = self.settled_residue()
        confirmed = sum(entry.get("outcome") == "delivered" for entry in certificates)
        figures = {
            "accepted": sender.acknowledged,
            "confirmed": confirmed,
            "deleted": len(certificates),
            "dead_letters": status["dead_letters"],
            "duplicates_at_target": sum(held["duplicates"] for held in holdings),
            "residue_hits": residue["hits"] + residue["opened_hits"],
            "seconds": round(seconds, 2),
            "refused": len(sender.problems),
            "fetched": self.engage.fetched(),
            "kills": self.kills_done,
            "at_target": [held["cases"] for held in holdings],
            "searched_texts": residue["texts"],
            "searched_bytes": residue["bytes"],
            "sealed_rows_left": residue["sealed_rows"],
            "control_hits_plain": self.residue.plain_control(),
            "control_hits_never_delete": control["opened_hits"],
            "control_hits_never_delete_on_disk": control["hits"],
        }
        return figures, certificates, holdings, sender.problems

    def certificates(self):
        entries, after = [], -1
        while True:
            page = get_json(f"{self.places.admin_url}/api/v1/certificates?limit=1000&after={after}",
                            self.places.admin_key)
            entries += [item["entry"] for item in page["certificates"]]
            if "next" not in page:
                return entries
            after = page["next"]

    def settled_residue(self):
        """What lies there once the hub had the time that it promises to need."""
        until = time.monotonic() + SETTLED_SECONDS
        while True:
            found = self.residue.remaining()
            if found["hits"] + found["opened_hits"] == 0 or time.monotonic() > until:
                return found
            time.sleep(1)

    def end(self):
        self.hub.stop()
        for simulator in [*self.simulators, self.engage.service]:
            simulator.stop()


def is_right(figures, sent):
    """Every event accepted, each case delivered and deleted once, nothing left; and the search could see."""
    return (figures["accepted"] == figures["confirmed"] == figures["deleted"] == sent
            and figures["fetched"]["read_case"] > 0 and figures["fetched"]["read_attachment"] > 0
            and figures["refused"] == figures["dead_letters"] == figures["duplicates_at_target"] == 0
            and figures["residue_hits"] == figures["sealed_rows_left"] == 0
            and figures["control_hits_plain"] > 0 and figures["control_hits_never_delete"] > 0
            and figures["control_hits_never_delete_on_disk"] == 0)


def main():
    arguments = read_arguments()
    demonstration = None
    right = False
    try:
        demonstration = Demonstration(arguments)
        figures, certificates, holdings, problems = demonstration.run()
        right = is_right(figures, len(demonstration.lines))
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
