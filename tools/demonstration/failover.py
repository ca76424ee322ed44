#!/usr/bin/env python3
"""Runs the demonstration of the cluster: cases flow, the primary's plug is pulled, and everything goes on."""
import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time

import cases
import targets
import watching
from cluster import cluster as clusters
from cluster import enclosure
from cluster.outage import Outage
from places import Places
from report import Progress
from residue import Residue
from sender import Sender
from services import Failed, Service, answers

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TARGET = "salesforce"
PER_SECOND, BATCH = 10, 5
BEFORE, BETWEEN = 60, 60  # events acknowledged before the plug is pulled, and after that before it is put in again
STEP_SECONDS = 120  # every step is over by then, or the demonstration has failed
RECOVERY_SECONDS = 30  # what is promised
# What the hub waits for when something is away, shorter than by default so that the story is.
PACE = "delivery: {longest_backoff: 1s, longest_probe: 1s}\n"


class FailoverDemonstration:
    def __init__(self, build):
        self.build = build
        self.began = time.monotonic()
        self.cluster = clusters.Cluster(SOURCE, "/run/cluster")
        self.places = self.hub = self.simulator = self.sender = None
        self.progress = Progress()
        self.status = None  # as last told

    def program(self, name):
        return os.path.join(SOURCE, self.build, "tools", name)

    def say(self, text):
        self.progress.end()
        print(f"{time.monotonic() - self.began:5.0f} s  {text}", flush=True)

    def wait_until(self, holds, what):
        until = time.monotonic() + STEP_SECONDS
        while not holds():
            if time.monotonic() > until:
                raise Failed("never came true: " + what)
            if not self.hub.is_alive():
                raise Failed("hubd ended by itself")
            self.status = watching.status(self.places) or self.status
            self.progress.show(len(self.given.lines), self.sender, self.status, 0)
            time.sleep(0.2)

    def start(self):
        self.say("three machines start, each with etcd, Patroni and PostgreSQL")
        self.cluster.start()
        self.say(f"{self.cluster.primary().name} is primary, the others follow it")
        self.places = Places(SOURCE, [TARGET], PACE + self.cluster.hub_settings())
        port = self.places.target_ports[TARGET]
        simulators = self.program("simulators/hub-simulators")
        self.simulator = Service("the simulator", targets.simulator_command(simulators, TARGET, port, self.places.target_secret),
                                 self.places.path("simulator.log"))
        self.hub = Service("hubd", [self.program("hubd/hubd"), "--config=" + self.places.path("hub.yaml")],
                           self.places.path("logs", "hubd.log"))
        self.target = targets.named(TARGET)(port, self.places.target_secret)
        self.simulator.start()
        self.simulator.wait_until(lambda: answers(self.target.url + "/_control/state"))
        self.hub.start()
        self.hub.wait_until(lambda: answers(self.places.admin_url + "/readyz"), 60)
        self.given = cases.sample_cases(simulators)
        self.residue = Residue(self.program("residue/hub-residue"), self.places, self.given.lines, self.hub)
        self.sender = Sender(self.places.events_port, self.places.event_secret, self.given.lines, PER_SECOND, BATCH)

    def run(self):
        self.start()
        self.say(f"the hub is ready: {PER_SECOND} cases a second are sent")
        self.sender.start()
        self.wait_until(lambda: self.sender.acknowledged >= BEFORE, "the load is on its way")
        former = self.cluster.primary()
        former.power_off()
        outage = Outage(self.sender)
        self.say(f"the plug of {former.name} is pulled, nobody is told; {self.sender.acknowledged} cases were acknowledged until now")
        self.wait_until(lambda: self.cluster.successor(former), "another one is primary")
        successor = self.cluster.successor(former)
        self.say(f"{successor.name} is primary now")
        self.wait_until(outage.is_over, "cases are acknowledged again")
        recovery = outage.seconds
        self.say(f"cases are acknowledged again, {recovery:.1f} s after the plug was pulled")
        at_least = self.sender.acknowledged + BETWEEN
        self.wait_until(lambda: self.sender.acknowledged >= at_least, "it goes on")
        former.power_on()
        self.say(f"{former.name} is switched on again")
        self.wait_until(self.cluster.is_whole, "it follows")
        self.say(f"{former.name} follows {successor.name}")
        self.wait_until(self.sender.is_done, "every case is acknowledged")
        self.wait_until(lambda: (watching.status(self.places) or {"held": 1})["held"] == 0, "everything is delivered")
        self.progress.end()
        return {"recovery_seconds": round(recovery, 1), **self.figures()}

    def figures(self):
        certificates, held, residue = watching.certificates(self.places), self.target.holdings(), self.residue.settled()
        return {"accepted": self.sender.acknowledged, "refused": len(self.sender.problems),
                "confirmed": sum(entry["outcome"] == "delivered" for entry in certificates), "deleted": len(certificates),
                "at_target": held["cases"], "duplicates_at_target": held["duplicates"],
                "residue_hits": residue["hits"] + residue["opened_hits"], "sealed_rows_left": residue["sealed_rows"],
                "control_hits_plain": self.residue.plain_control()}

    def is_right(self, figures):
        count = self.given.count
        return (all(figures[name] == count for name in ("accepted", "confirmed", "deleted", "at_target"))
                and all(figures[name] == 0 for name in ("refused", "duplicates_at_target", "residue_hits", "sealed_rows_left"))
                and figures["control_hits_plain"] > 0 and figures["recovery_seconds"] < RECOVERY_SECONDS)

    def keep_logs(self):
        """Everything else is gone with the run."""
        folder = tempfile.mkdtemp(prefix="connector-hub-cluster-", dir="/tmp")
        self.cluster.keep_logs(folder)
        if self.places:
            shutil.copytree(self.places.path("logs"), os.path.join(folder, "hub"))
        return folder


def summary(figures, right):
    print(f"""
  {figures['accepted']} cases were acknowledged, {figures['confirmed']} confirmed by reading back, {figures['deleted']} deleted.
  {TARGET} holds {figures['at_target']} cases, {figures['duplicates_at_target']} of them twice.
  Of their texts {figures['residue_hits']} are left here, {figures['sealed_rows_left']} sealed cases too; the search finds \
{figures['control_hits_plain']} in one that is left in clear.
  Nothing was acknowledged for {figures['recovery_seconds']} s.

{"Everything is as it should be." if right else "SOMETHING IS NOT AS IT SHOULD BE."}""")


def main():
    parser = argparse.ArgumentParser(prog="tools/demo --cluster", usage="tools/demo --help tells the options", allow_abbrev=False)
    parser.add_argument("--only-look", action="store_true")
    parser.add_argument("--build", required=True)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    reason = clusters.problem()
    if reason:
        print("demo: there can be no cluster here: " + reason, file=sys.stderr)
        return 1
    if arguments.only_look:
        return 0
    enclosure.enter()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    demonstration = FailoverDemonstration(arguments.build)
    right = False
    try:
        figures = demonstration.run()
        right = demonstration.is_right(figures)
        summary(figures, right)
        if arguments.check:
            print(json.dumps(figures))
    except Failed as problem:
        print(f"demo: {problem}", file=sys.stderr)
        if arguments.check:
            print(json.dumps({"error": str(problem)}))
    except KeyboardInterrupt:
        print("\ndemo: interrupted", file=sys.stderr)
    if not right:
        print(f"demo: the logs are left in {demonstration.keep_logs()}", file=sys.stderr)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
