#!/usr/bin/env python3
"""Runs the demonstration of the cluster: cases flow through three hubs, one is killed, then the plug of the primary's machine is
pulled, and everything goes on."""
import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time

import cases
import watching
from balanced import BalancedSender
from cluster import cluster as clusters
from cluster import enclosure
from cluster.hubs import Hubs
from cluster.outage import Outage
from places import Places
from report import Progress
from residue import FleetResidue
from sender import Together
from services import Failed

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TARGET = "salesforce"
TENANTS = ("acme", "birch", "cedar", "dahlia", "elder", "fir")
CASES, PER_SECOND, BATCH = 600, 12, 2
BETWEEN = 60  # events acknowledged before each of the steps
STEP_SECONDS = 120  # every step is over by then, or the demonstration has failed
# What a hub waits for when something is away, shorter than by default so that the story is.
PACE = "delivery: {longest_backoff: 1s, longest_probe: 1s}\n"


def listed(names):
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


class FailoverDemonstration:
    def __init__(self, build):
        self.build = build
        self.began = time.monotonic()
        self.cluster = clusters.Cluster(SOURCE, "/run/cluster")
        self.places = Places(SOURCE, [TARGET], PACE + self.cluster.hub_settings(), TENANTS)
        self.simulators = self.program("simulators/hub-simulators")
        self.hubs = Hubs(self.cluster, self.places, self.program("hubd/hubd"), self.simulators)
        self.load = None
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
            self.hubs.tend()
            self.status = self.look() or self.status
            self.progress.show(CASES, self.load, self.status, 0)
            time.sleep(0.2)

    def look(self):
        """What the hubs that are there say of themselves; None while one of them does not answer."""
        found = [watching.status(node) for node in self.hubs.nodes if node.service.is_alive()]
        if not found or None in found:
            return None
        return {"certificates": found[0]["certificates"], "held": sum(status["held"] for status in found)}

    def start(self):
        self.say("three machines start, each with etcd, Patroni, PostgreSQL and a hub")
        self.cluster.start()
        self.say(f"PostgreSQL of {self.cluster.primary().name} is primary, the others follow it")
        self.hubs.start()
        for name, tenants in self.hubs.owners().items():
            self.say(f"the hub of {name} has the tenants {listed(tenants)}")
        given = cases.made_up_cases(self.simulators, CASES).lines
        share = CASES // len(TENANTS)
        lines = {tenant: cases.of_tenant(tenant, given[number * share:(number + 1) * share]) for number, tenant in enumerate(TENANTS)}
        self.load = Together(*(BalancedSender(self.hubs.doors, self.places.event_secrets[tenant], its, PER_SECOND / len(TENANTS), BATCH)
                               for tenant, its in lines.items()))
        self.residue = FleetResidue(self.program("residue/hub-residue"), self.places, given, self.hubs.data_folders)

    def go_on(self):
        at_least = self.load.acknowledged + BETWEEN
        self.wait_until(lambda: self.load.acknowledged >= at_least, "cases flow")

    def acknowledged_again(self, outage, after):
        self.wait_until(outage.is_over, "cases of every tenant are acknowledged again")
        self.say(f"cases of every tenant are acknowledged again, {outage.seconds:.1f} s after {after}")
        return round(outage.seconds, 1)

    def whole_again(self, name):
        self.wait_until(lambda: self.cluster.is_whole() and self.hubs.are_whole(), "everybody is back")
        self.say(f"the hub of {name} has the tenants {listed(self.hubs.owners()[name])} now")

    def kill_a_hub(self):
        hub = self.hubs.at(self.cluster.others(self.cluster.primary())[0])
        had = self.hubs.owners()[hub.name]
        hub.kill()
        outage = Outage(self.load.senders)
        self.say(f"the hub of {hub.name}, which has {listed(had)}, is killed (kill -9); "
                 f"{self.load.acknowledged} cases were acknowledged until now")
        self.wait_until(lambda: self.hubs.have_buried(hub), "the others have its tenants")
        others = [f"{name} has {listed([tenant for tenant in had if tenant in its])}"
                  for name, its in self.hubs.owners().items() if set(had) & set(its)]
        self.say(f"it was silent for too long: {listed(others)}")
        seconds = self.acknowledged_again(outage, "the kill")
        hub.begin()
        self.say(f"the hub of {hub.name} is started again")
        self.whole_again(hub.name)
        return seconds

    def pull_the_plug(self):
        former = self.cluster.primary()
        self.hubs.power_off(former)
        outage = Outage(self.load.senders)
        self.say(f"the plug of {former.name}, primary and hub, is pulled, nobody is told; "
                 f"{self.load.acknowledged} cases were acknowledged until now")
        self.wait_until(lambda: self.cluster.successor(former), "another one is primary")
        self.say(f"PostgreSQL of {self.cluster.successor(former).name} is primary now")
        seconds = self.acknowledged_again(outage, "the plug was pulled")
        self.go_on()
        self.hubs.power_on(former)
        self.say(f"{former.name} is switched on again")
        self.whole_again(former.name)
        self.say(f"PostgreSQL of {former.name} follows {self.cluster.primary().name}")
        return seconds

    def run(self):
        self.start()
        self.say(f"{PER_SECOND} cases a second are sent, to whichever hub answers")
        self.load.start()
        self.go_on()
        after_kill = self.kill_a_hub()
        self.go_on()
        after_plug = self.pull_the_plug()
        self.wait_until(self.load.is_done, "every case is acknowledged")
        self.wait_until(lambda: (self.look() or {"held": 1})["held"] == 0, "everything is delivered")
        self.progress.end()
        return {"recovery_seconds": {"hub": after_kill, "primary": after_plug}, **self.figures()}

    def figures(self):
        certificates = watching.certificates(self.hubs.answering())
        held, residue = self.hubs.target.holdings(), self.residue.settled()
        return {"accepted": self.load.acknowledged, "refused": len(self.load.problems),
                "confirmed": sum(entry["outcome"] == "delivered" for entry in certificates), "deleted": len(certificates),
                "at_target": held["cases"], "duplicates_at_target": held["duplicates"],
                "residue_hits": residue["hits"] + residue["opened_hits"], "sealed_rows_left": residue["sealed_rows"],
                "control_hits_plain": self.residue.plain_control()}

    def is_right(self, figures):
        return (all(figures[name] == CASES for name in ("accepted", "confirmed", "deleted", "at_target"))
                and all(figures[name] == 0 for name in ("refused", "duplicates_at_target", "residue_hits", "sealed_rows_left"))
                and figures["control_hits_plain"] > 0)

    def keep_logs(self):
        """Everything else is gone with the run."""
        folder = tempfile.mkdtemp(prefix="connector-hub-cluster-", dir="/tmp")
        self.cluster.keep_logs(folder)
        shutil.copytree(self.places.path("logs"), os.path.join(folder, "hubs"))
        return folder


def summary(figures, right):
    print(f"""
  {figures['accepted']} cases were acknowledged, {figures['confirmed']} confirmed by reading back, {figures['deleted']} deleted.
  {TARGET} holds {figures['at_target']} cases, {figures['duplicates_at_target']} of them twice.
  Of their texts {figures['residue_hits']} are left at the three hubs, {figures['sealed_rows_left']} sealed cases too; the search finds \
{figures['control_hits_plain']} in one that is left in clear.
  Some tenant's cases were not acknowledged for {figures['recovery_seconds']['hub']} s when a hub was killed, for \
{figures['recovery_seconds']['primary']} s when the primary's machine went.

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
