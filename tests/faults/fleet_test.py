#!/usr/bin/env python3
"""Two hubs on one PostgreSQL: each tenant is one's at a time, and what becomes of it when that one ends, hangs or stops."""
import os
import signal
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import run_cases  # noqa: E402
from fleet_run import FleetRun, LEASE_SECONDS  # noqa: E402
from private_postgres import PrivatePostgres  # noqa: E402
from sender import Sender  # noqa: E402

FEW = 20


class FleetTest(FleetRun):
    def send_to(self, node, tenant, lines):
        """Until the node has answered every event for good."""
        sender = Sender(node.events_port, self.places.event_secrets[tenant], lines)
        sender.start()
        self.wait_until_fleet(sender.is_done, "every event is answered")
        self.assertEqual((sender.acknowledged, sender.problems), (len(lines), []))

    def of_tenant(self, tenant, lines):
        return [line.replace(b"/engage/us/acme", b"/engage/us/" + tenant.encode()) for line in lines]

    def cases_wait(self):
        return self.postgres.query("SELECT count(*) FROM cases", "hub") != ["0"]

    def test_tenants_are_spread_and_each_is_served_by_its_node(self):
        self.start_simulator()
        nodes = self.start_fleet("south")
        self.assertEqual(sorted(nodes[0].tenants() + nodes[1].tenants()), ["acme", "globex"])
        lines = self.made_up(2 * FEW)
        self.send_to(self.node_of("acme"), "acme", lines[:FEW])
        self.send_to(self.node_of("globex"), "globex", self.of_tenant("globex", lines[FEW:]))
        self.wait_until_fleet(lambda: not self.cases_wait(), "everything is delivered")
        self.assertEqual(set(self.org.state()["duplicates"].values()), {0})

    def test_a_node_takes_over_from_one_that_was_killed(self):
        self.start_simulator()
        self.start_fleet("south")
        killed = self.node_of("acme")
        other = self.node_of("globex")
        killed.service.kill()
        self.wait_until_fleet(lambda: other.tenants() == ["acme", "globex"], "it has both")
        self.send_to(other, "acme", self.made_up(FEW))
        self.wait_until_fleet(lambda: not self.cases_wait(), "everything is delivered")
        killed.start()
        self.wait_until_fleet(lambda: len(killed.tenants()) == 1, "it gets a share when it is back")

    def test_a_node_that_wakes_after_its_lease_writes_nothing_and_calls_nobody(self):
        self.start_simulator()
        self.start_fleet("south")
        asleep, awake = self.node_of("acme"), self.node_of("globex")
        self.org.break_with("latency", "*", milliseconds=LEASE_SECONDS * 4000, times=-1)
        self.send_to(asleep, "acme", self.made_up(FEW))
        self.wait_until_fleet(lambda: self.org.calls() > 0, "it calls its target")
        asleep.service.process.send_signal(signal.SIGSTOP)
        self.wait_until_fleet(lambda: awake.tenants() == ["acme", "globex"], "its tenant is the other's")
        awake.service.kill()
        self.org.heal()
        calls = self.org.calls()
        rows = self.postgres.query("SELECT * FROM deliveries ORDER BY row", "hub")
        asleep.service.process.send_signal(signal.SIGCONT)
        self.assertEqual(asleep.service.process.wait(30), 1)
        self.assertIn("store_taken", asleep.log())
        self.assertEqual(self.org.calls(), calls)
        self.assertEqual(self.postgres.query("SELECT * FROM deliveries ORDER BY row", "hub"), rows)

    def test_a_node_that_stops_leaves_its_tenants_to_the_other(self):
        self.start_simulator()
        self.start_fleet("south")
        leaving, staying = self.node_of("acme"), self.node_of("globex")
        self.assertTrue(leaving.service.stop())
        self.wait_until_fleet(lambda: staying.tenants() == ["acme", "globex"], "it has both")
        self.assertEqual(self.postgres.query("SELECT name FROM nodes", "hub"), [staying.name])
        self.send_to(staying, "acme", self.made_up(FEW))
        self.wait_until_fleet(lambda: not self.cases_wait(), "everything is delivered")


if __name__ == "__main__":
    if not PrivatePostgres.is_installed():
        print("skipped: PostgreSQL is not installed")
        sys.exit(0)
    sys.exit(run_cases(FleetTest))
