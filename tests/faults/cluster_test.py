#!/usr/bin/env python3
"""A hub on a cluster of three PostgreSQLs with Patroni, under load, while the primary dies, is cut off, sleeps or has no room.

Each fault ends healed: whatever was acknowledged is at the target once, and nothing of it is left here.
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from cluster_run import ClusterRun, run_on_cluster  # noqa: E402
from cluster import network  # noqa: E402
from cluster.member import POOLER  # noqa: E402
from cluster.outage import Outage  # noqa: E402
from hub_run import answers  # noqa: E402
from sender import Sender  # noqa: E402

CASES, PER_SECOND, BATCH = 300, 20, 5
SENT_BEFORE = 40  # acknowledged when a fault begins
RECOVERY_SECONDS = 30  # what operators are promised
FULL_SECONDS = 15  # as long as a disk stays full when nobody takes over
TEST_SECONDS = 850


class ClusterTest(ClusterRun):
    def begin(self):
        """Load on its way; the primary, which knows nothing of what is to come."""
        self.start_simulator()
        self.start_hub()
        lines = self.made_up(CASES)
        self.look_for(lines)
        self.sender = Sender(self.places.events_port, self.places.event_secret, lines, PER_SECOND, BATCH)
        self.sender.start()
        self.wait_until(lambda: self.sender.acknowledged >= SENT_BEFORE, "the load is on its way")
        return self.cluster.primary()

    def recovers(self, outage):
        self.wait_until(outage.is_over, "events are acknowledged again")
        print(f"acknowledged again after {outage.seconds:.1f} s", end=" ... ", flush=True)
        self.assertLess(outage.seconds, RECOVERY_SECONDS)

    def is_followed(self, primary):
        """Another one is primary."""
        self.wait_until(lambda: self.cluster.successor(primary), "another one is primary")

    def end(self):
        """Everything is healed: everybody is back, everything was delivered once, nothing is left."""
        self.heal()
        self.cluster.wait_until_whole()
        self.wait_until(self.sender.is_done, "every event is answered")
        self.assertEqual((self.sender.acknowledged, self.sender.problems), (CASES, []))
        self.all_delivered_once(CASES)
        self.wait_until(self.leaves_nothing, "nothing is left")

    def test_postgresql_of_the_primary_is_killed(self):
        primary = self.begin()
        primary.kill_postgres()
        self.recovers(Outage(self.sender))
        self.end()

    def test_the_plug_of_the_primary_is_pulled(self):
        primary = self.begin()
        primary.power_off()
        self.heals = primary.power_on
        self.recovers(Outage(self.sender))
        self.is_followed(primary)
        self.end()

    def test_the_plug_of_the_primary_is_pulled_while_poolers_stand_between(self):
        if not os.path.exists(POOLER):
            self.skipTest("PgBouncer is not installed")
        for member in self.cluster.members:
            self.cluster.start_pooler(member)
        self.places.change(self.cluster.hub_settings(), self.cluster.hub_settings(pooled=True))
        primary = self.begin()
        primary.power_off()

        def heal():
            primary.power_on()
            self.cluster.start_pooler(primary)
        self.heals = heal
        self.recovers(Outage(self.sender))
        self.is_followed(primary)
        self.end()

    def test_a_primary_that_only_the_hub_reaches_acknowledges_nothing(self):
        primary = self.begin()
        self.cluster.isolate(primary)
        self.heals = lambda: self.cluster.rejoin(primary)
        outage = Outage(self.sender)
        while not self.cluster.successor(primary):
            self.assertFalse(outage.is_over(), "nobody but the primary that was cut off can have acknowledged this")
            self.assertLess(outage.seconds, RECOVERY_SECONDS)
        self.recovers(outage)
        self.end()

    def test_a_hub_that_does_not_reach_the_primary_takes_nothing_until_it_does(self):
        primary = self.begin()
        network.cut(self.cluster.outside, primary.machine)
        self.heals = lambda: network.mend(self.cluster.outside, primary.machine)
        cut = Outage(self.sender)
        self.wait_until(lambda: not answers(self.places.admin_url + "/readyz"), "the hub notices")
        self.assertFalse(cut.is_over())
        self.heal()
        self.recovers(Outage(self.sender))
        self.assertTrue(primary.is_primary())
        self.end()

    def test_a_primary_that_sleeps_wakes_up_as_nobody(self):
        primary = self.begin()
        primary.freeze()
        self.heals = primary.thaw
        self.recovers(Outage(self.sender))
        self.is_followed(primary)
        self.end()

    def test_the_disk_of_the_primary_is_full(self):
        primary = self.begin()
        primary.fill_disk()
        self.heals = primary.free_disk
        self.wait_until(primary.has_had_no_room, "the server has no room")
        full = Outage(self.sender)
        # Another one takes over, or the hub refuses until there is room.
        while full.seconds < FULL_SECONDS and not self.cluster.successor(primary):
            time.sleep(0.5)
        self.heal()
        self.recovers(Outage(self.sender))
        self.end()


if __name__ == "__main__":
    sys.exit(run_on_cluster(ClusterTest, seconds=TEST_SECONDS))
