#!/usr/bin/env python3
"""Two hubs on one PostgreSQL: each tenant is one's at a time, and what becomes of it when that one ends, hangs or stops."""
import json
import os
import signal
import sys
from collections import Counter

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import run_cases  # noqa: E402
from fleet_run import FleetRun, LEASE_SECONDS  # noqa: E402
from private_postgres import PrivatePostgres  # noqa: E402
from tracked_events import track, tracked  # noqa: E402

FEW, MANY = 20, 150
PER_SECOND, BATCH = 8, 5  # so that events come all the time while nodes are replaced


class FleetTest(FleetRun):
    def test_tenants_are_spread_and_an_event_may_come_to_any_node(self):
        self.start_simulator()
        self.start_fleet()
        lines = self.made_up(4 * FEW)
        for tenant, its in (("acme", lines[:2 * FEW]), ("globex", self.of_tenant("globex", lines[2 * FEW:]))):
            self.send_to(self.node_of(tenant), tenant, its[:FEW])
            self.send_to(self.node_without(tenant), tenant, its[FEW:])
            self.send_to(self.node_without(tenant), tenant, its[:FEW])  # known there
        self.all_delivered_once_by_fleet(4 * FEW)
        fleet = self.nodes[0].status()["fleet"]
        self.assertEqual([node["name"] for node in fleet], ["north", "south"])
        self.assertEqual(sorted(tenant for node in fleet for tenant in node["tenants"]), ["acme", "globex"])

    def test_what_is_asked_about_a_tenant_is_answered_by_its_node(self):
        self.start_fleet()
        owner, other = self.node_of("acme"), self.node_without("acme")
        self.assertEqual(json.loads(other.ask("POST", "/api/v1/lanes/acme/salesforce/pause", b"{}")), {"paused": True})
        self.assertEqual(self.lane_at(owner, "acme")["state"], "paused")

    def test_a_lane_that_was_paused_by_hand_is_paused_wherever_its_tenant_goes(self):
        self.start_simulator()
        self.start_fleet()
        owner, other = self.node_of("acme"), self.node_without("acme")
        owner.ask("POST", "/api/v1/lanes/acme/salesforce/pause", b"{}")
        self.send_to(owner, "acme", self.made_up(FEW))
        owner.service.kill()
        self.wait_until_fleet(lambda: other.tenants() == ["acme", "globex"], "it has both")
        self.assertEqual(self.lane_at(other, "acme")["state"], "paused")
        self.assertEqual(self.rows("cases"), FEW)
        other.ask("POST", "/api/v1/lanes/acme/salesforce/resume", b"{}")
        self.all_delivered_once_by_fleet(FEW)

    def lane_at(self, node, tenant):
        return next(lane for lane in node.status()["lanes"] if lane["tenant"] == tenant)

    def test_visitor_tracking_is_where_its_tenant_is(self):
        self.start_fleet()
        owner, other = self.node_of("acme"), self.node_without("acme")
        events = [tracked("session-%d" % (number % 2)) for number in range(FEW)]
        for node, its in ((owner, events[:FEW // 2]), (other, events[FEW // 2:])):
            self.assertEqual(self.tracked_at(node, its), {"accepted": FEW // 2})
        self.assertEqual(self.tracked_at(other, events), {"duplicate": FEW})
        self.assertEqual([node.tracked("acme") for node in (owner, other)], [FEW, FEW])
        owner.service.kill()
        self.wait_until_fleet(lambda: other.tenants() == ["acme", "globex"], "it has both")
        self.assertEqual(other.tracked("acme"), FEW)
        self.assertEqual(self.tracked_at(other, [*events, tracked("session-2")]), {"duplicate": FEW, "accepted": 1})
        self.assertEqual(json.loads(other.ask("DELETE", "/api/v1/tenants/acme/tracking"))["events"], FEW + 1)
        self.assertEqual((self.rows("tracking_events"), self.rows("case_keys")), (0, 0))

    def tracked_at(self, node, events):
        """How many of them got which answer."""
        status, answer = track(self, events, node.events_port)
        self.assertEqual((status, answer["rejected"]), (202, []))
        return Counter(one["status"] for one in answer["accepted"])

    def test_what_a_killed_node_had_is_delivered_by_the_other(self):
        self.start_fleet()
        killed, other = self.node_of("acme"), self.node_without("acme")
        self.send_to(killed, "acme", self.made_up(FEW))
        killed.service.kill()
        self.start_simulator()
        self.wait_until_fleet(lambda: other.tenants() == ["acme", "globex"], "it has both")
        self.all_delivered_once_by_fleet(FEW)
        killed.start()
        self.wait_until_fleet(lambda: len(killed.tenants()) == 1, "it gets a share when it is back")

    def test_a_node_that_wakes_after_its_lease_writes_nothing_and_calls_nobody(self):
        self.start_simulator()
        self.start_fleet()
        asleep, awake = self.node_of("acme"), self.node_without("acme")
        self.org.break_with("latency", "*", milliseconds=LEASE_SECONDS * 4000, times=-1)
        self.send_to(asleep, "acme", self.made_up(FEW))
        self.wait_until_fleet(lambda: self.org.calls() > 0, "it calls its target")
        asleep.service.process.send_signal(signal.SIGSTOP)
        self.hub = awake.service
        self.wait_until(lambda: awake.tenants() == ["acme", "globex"], "its tenant is the other's")
        awake.service.kill()
        calls, rows = self.org.calls(), self.postgres.query("SELECT * FROM deliveries ORDER BY row", "hub")
        asleep.service.process.send_signal(signal.SIGCONT)
        self.assertEqual(asleep.service.process.wait(30), 1)
        self.assertIn("node_buried", asleep.log())
        self.assertEqual(self.org.calls(), calls)
        self.assertEqual(self.postgres.query("SELECT * FROM deliveries ORDER BY row", "hub"), rows)
        self.org.heal()
        for node in (asleep, awake):
            node.start()
        self.all_delivered_once_by_fleet(FEW)

    def test_one_node_after_the_other_is_replaced_under_load_and_no_event_is_refused(self):
        self.start_simulator()
        self.start_fleet()
        lines = self.made_up(2 * MANY)
        senders = [self.begin_to_send(self.nodes[0], "acme", lines[:MANY], PER_SECOND, BATCH),
                   self.begin_to_send(self.nodes[1], "globex", self.of_tenant("globex", lines[MANY:]), PER_SECOND, BATCH)]
        for node in self.nodes:
            self.assertTrue(node.service.stop(), "it ends by itself")
            node.start()
        self.wait_until_fleet(lambda: all(sender.is_done() for sender in senders), "every event is answered")
        for sender in senders:
            self.assertEqual((sender.acknowledged, sender.problems), (MANY, []))
        self.all_delivered_once_by_fleet(2 * MANY)


if __name__ == "__main__":
    if not PrivatePostgres.is_installed():
        print("skipped: PostgreSQL is not installed")
        sys.exit(0)
    sys.exit(run_cases(FleetTest))
