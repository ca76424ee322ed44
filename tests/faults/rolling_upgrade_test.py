#!/usr/bin/env python3
"""Three hubs on one PostgreSQL become a later version, one after the other, while events come all the time."""
import os
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import BUILD, HUBD, SIMULATORS, run_cases  # noqa: E402
import cases  # noqa: E402
from balanced import BalancedSender  # noqa: E402
from fleet_run import FleetRun  # noqa: E402
from private_postgres import PrivatePostgres  # noqa: E402
from residue import FleetResidue  # noqa: E402

LATER_HUBD = os.path.join(BUILD, "tests", "faults", "later_hubd", "later_hubd")
BREAKING = ("env", "HUB_LATER_STEP=breaks", LATER_HUBD)  # older hubs cannot work with its tables
RESIDUE = os.path.join(BUILD, "tools", "residue", "hub-residue")
FEW, MORE_THAN_ENOUGH = 20, 1000  # events, of each tenant
PER_SECOND, BATCH = 8, 5
NEEDS_A_PERSON = 78
RETRY_SECONDS = 1  # as Retry-After says of a tenant that moves


def version_of(program):
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]


class CountingSender(BalancedSender):
    """Comes again when it was told to. `refusals_most`: how often one request, or what was left of it, was told so."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.refusals_most = 0
        self._request = threading.local()

    def _send_until_acknowledged(self, connection, batch):
        self._request.refusals = 0
        return super()._send_until_acknowledged(connection, batch)

    def _wait_after_refusal(self, connection, seconds):
        self._note_refusal()
        return super()._wait_after_refusal(connection, seconds * self.doors)  # all of it, not a part for each door

    def _count(self, status, text, batch):
        left = super()._count(status, text, batch)
        if left:
            self._note_refusal()
            time.sleep(RETRY_SECONDS)
        return left

    def _note_refusal(self):
        self._request.refusals += 1
        self.refusals_most = max(self.refusals_most, self._request.refusals)


class RollingUpgradeTest(FleetRun):
    names = ("north", "south", "west")
    tenants = ("acme", "birch", "cedar", "dahlia", "elder")  # and that of proof runs: two for each

    def setUp(self):
        super().setUp()
        made = cases.made_up_cases(SIMULATORS, MORE_THAN_ENOUGH * len(self.tenants)).lines
        self.events = {tenant: self.of_tenant(tenant, made[number::len(self.tenants)]) for number, tenant in enumerate(self.tenants)}

    def begin_load(self):
        """Until it is ended, to every hub that answers."""
        doors = [("127.0.0.1", node.events_port) for node in self.nodes]
        senders = [CountingSender(doors, self.places.event_secrets[tenant], lines, PER_SECOND, BATCH)
                   for tenant, lines in self.events.items()]
        for sender in senders:
            sender.start()
        return senders

    def end_load(self, senders):
        """How many events were acknowledged: none was refused, and none more than once told to come again."""
        for sender in senders:
            self.assertFalse(sender.is_done(), "there was load all the time")
            sender.stop()
        self.wait_until_fleet(lambda: all(sender.is_done() for sender in senders), "every event is answered")
        for sender in senders:
            self.assertEqual(sender.problems, [])
            self.assertLessEqual(sender.refusals_most, 1)
        return sum(sender.acknowledged for sender in senders)

    def replace(self, node, *command):
        """It stops by itself, and is what `command` starts from now on."""
        self.assertTrue(node.service.stop(), "it ends by itself")
        node.become(*command)

    def upgrade(self, node, *command):
        self.replace(node, *command)
        node.start()
        self.wait_until_spread()

    def versions(self):
        """What the fleet says of itself, and shows to people."""
        shown = self.hubctl_at(self.nodes[0], "status")
        versions = {node["name"]: node["version"] for node in self.nodes[0].status()["fleet"]}
        for version in set(versions.values()):
            self.assertIn(version, shown)
        return versions

    def columns(self, name):
        return int(self.postgres.query(f"SELECT count(*) FROM information_schema.columns WHERE column_name = '{name}'", "hub")[0])

    def fails_to_start(self, node):
        """The status with which it ends, and what it said."""
        said_before = len(node.log())
        node.begin()
        return node.service.process.wait(60), node.log()[said_before:]

    def test_every_event_is_taken_while_the_versions_stand_side_by_side(self):
        shipped, later = version_of(HUBD), version_of(LATER_HUBD)
        expected = dict.fromkeys(self.names, shipped)
        self.start_simulator()
        self.start_fleet()
        senders = self.begin_load()
        for node in self.nodes:
            self.assertEqual(self.versions(), expected)
            self.upgrade(node, LATER_HUBD)
            expected[node.name] = later
            self.assertEqual((self.versions(), self.columns("later_note")), (expected, 1))
        self.upgrade(self.nodes[0], HUBD)  # and back, beside tables that it does not know
        self.assertEqual(self.versions(), expected | {self.nodes[0].name: shipped})
        acknowledged = self.end_load(senders)
        self.all_delivered_once_by_fleet(acknowledged)
        sent = [line for sender, lines in zip(senders, self.events.values()) for line in lines[:sender.taken]]
        residue = FleetResidue(RESIDUE, self.places, sent, {node.data_folder: node.service for node in self.nodes})
        self.assertGreater(residue.plain_control(), 0)
        found = residue.settled()
        self.assertEqual((found["hits"], found["opened_hits"]), (0, 0))

    def test_tables_that_the_older_hubs_cannot_work_with_come_when_the_last_of_them_has_stopped(self):
        shipped = version_of(HUBD)
        *older, first = self.nodes
        self.start_simulator()
        self.start_fleet()
        self.replace(first, *BREAKING)
        status, said = self.fails_to_start(first)
        self.assertEqual(status, 1, "to be started again")
        self.assertIn(", ".join(f"{node.name} ({shipped})" for node in older), said)
        self.assertEqual(self.columns("later_note"), 0)
        self.send_to(older[0], "acme", self.events["acme"][:FEW])
        self.all_delivered_once_by_fleet(FEW)

        for node in older:
            self.replace(node, HUBD)
        first.start()
        self.assertEqual(self.columns("later_note"), 1)
        status, said = self.fails_to_start(older[0])
        self.assertEqual(status, NEEDS_A_PERSON)
        self.assertIn("it was written by a later hub", said)
        for node in older:
            node.become(*BREAKING)
            node.start()
        self.send_to(older[0], "birch", self.events["birch"][:FEW])
        self.all_delivered_once_by_fleet(2 * FEW)


if __name__ == "__main__":
    if not PrivatePostgres.is_installed():
        print("skipped: PostgreSQL is not installed")
        sys.exit(0)
    sys.exit(run_cases(RollingUpgradeTest))
