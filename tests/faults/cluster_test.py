#!/usr/bin/env python3
"""Three hubs on a cluster of three PostgreSQLs with Patroni, under load, while a hub dies or is cut off, and while the primary
dies, is cut off, sleeps or has no room.

Each fault ends healed: whatever was acknowledged is at the target once, and nothing of it is left at any hub.
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from cluster_run import ClusterRun, WAIT_SECONDS, run_on_cluster  # noqa: E402
from cluster.member import POOLER  # noqa: E402
from cluster.outage import Outage  # noqa: E402
from sender import Together  # noqa: E402

PER_SECOND, BATCH = 4, 2  # of each tenant
SENT_BEFORE = 10  # of each tenant acknowledged when a fault begins
FEW = 6  # of one tenant, to one hub only
FULL_SECONDS = 15  # as long as a disk stays full when nobody takes over
TEST_SECONDS = 850


class ClusterTest(ClusterRun):
    events_of_a_test = 240

    def begin(self):
        """Load on its way, to every hub; the primary, which knows nothing of what is to come."""
        self.given = self.events()
        self.look_for([line for its in self.given.values() for line in its])
        self.load = Together(*(self.sender(tenant, its, PER_SECOND, BATCH) for tenant, its in self.given.items()))
        self.addCleanup(self.load.stop)
        self.load.start()
        self.wait_until(lambda: all(sender.acknowledged >= SENT_BEFORE for sender in self.load.senders), "the load is on its way")
        return self.cluster.primary()

    def recovers(self, outage):
        """Events of every tenant are acknowledged again."""
        self.wait_until(outage.is_over, "events are acknowledged again")
        print(f"acknowledged again after {outage.seconds:.1f} s", end=" ... ", flush=True)

    def is_followed(self, primary):
        """Another one is primary."""
        self.wait_until(lambda: self.cluster.successor(primary), "another one is primary")

    def end(self):
        """Everything is healed: everybody is back, everything was delivered once, nothing is left."""
        self.heal()
        self.wait_until(self.is_healed, "everybody is back")
        self.wait_until(self.load.is_done, "every event is answered")
        self.assertEqual((self.load.acknowledged, self.load.problems), (self.events_of_a_test, []))
        self.all_delivered_once(self.events_of_a_test)
        self.wait_until(self.leaves_nothing, "nothing is left")

    def a_standby(self, primary):
        """A machine that is not the primary's."""
        return self.cluster.others(primary)[0]

    def test_a_hub_is_killed(self):
        hub = self.hubs.at(self.a_standby(self.begin()))
        hub.kill()
        self.heals = hub.begin
        outage = Outage(self.load.senders)
        self.wait_until(lambda: self.hubs.have_buried(hub), "the others have its tenants")
        self.recovers(outage)
        self.end()

    def test_a_machine_that_only_the_platform_reaches_takes_nothing_and_the_others_have_its_tenants(self):
        member = self.a_standby(self.begin())
        hub, tenant = self.hubs.at(member), self.hubs.owners()[member.name][0]
        self.hubs.isolate(member)
        self.heals = lambda: self.hubs.rejoin(member)
        outage = Outage(self.load.senders)
        # Events that know no other way in: the last ones of the load, which are sent twice.
        stubborn = self.sender(tenant, self.given[tenant][-FEW:], None, 1, doors=[(hub.address, hub.events_port)])
        stubborn.start()
        self.wait_until(lambda: self.hubs.have_buried(hub), "the others have its tenants")
        self.recovers(outage)
        self.assertEqual(stubborn.acknowledged, 0)
        self.heal()
        self.wait_until(stubborn.is_done, "it takes events again")
        self.assertEqual((stubborn.acknowledged, stubborn.problems), (FEW, []))
        self.end()

    def test_postgresql_of_the_primary_is_killed(self):
        primary = self.begin()
        primary.kill_postgres()
        self.recovers(Outage(self.load.senders))
        self.end()

    def pull_the_plug(self, on_again=lambda primary: None):
        """Of the machine of the primary, with its hub."""
        primary = self.begin()
        self.hubs.power_off(primary)

        def heal():
            self.hubs.power_on(primary)
            on_again(primary)
        self.heals = heal
        self.recovers(Outage(self.load.senders))
        self.is_followed(primary)
        self.end()

    def test_the_plug_of_the_primary_is_pulled(self):
        self.pull_the_plug()

    def test_the_plug_of_the_primary_is_pulled_while_poolers_stand_between(self):
        if not os.path.exists(POOLER):
            self.skipTest("PgBouncer is not installed")
        for member in self.cluster.members:
            self.cluster.start_pooler(member)
        direct, pooled = self.cluster.hub_settings(), self.cluster.hub_settings(pooled=True)
        self.reconfigure(direct, pooled)
        self.addCleanup(self.reconfigure, pooled, direct)
        self.pull_the_plug(self.cluster.start_pooler)

    def reconfigure(self, old, new):
        """One hub after the other."""
        self.places.change(old, new)
        for hub in self.hubs.nodes:
            hub.write_settings()
            self.assertTrue(hub.stop(), "it ends by itself")
            hub.start()
        self.wait_until(self.hubs.are_whole, "each has its share")

    def test_a_primary_that_only_its_hub_and_the_platform_reach_acknowledges_nothing(self):
        primary = self.begin()
        self.cluster.isolate(primary)
        self.heals = lambda: self.cluster.rejoin(primary)
        outage = Outage(self.load.senders)
        while not self.cluster.successor(primary):
            self.assertFalse(outage.is_over(), "nobody but the primary that was cut off can have acknowledged this")
            self.assertLess(outage.seconds, WAIT_SECONDS)
        self.recovers(outage)
        self.end()

    def test_a_primary_that_sleeps_wakes_up_as_nobody(self):
        primary = self.begin()
        primary.freeze()
        self.heals = primary.thaw
        self.recovers(Outage(self.load.senders))
        self.is_followed(primary)
        self.end()

    def test_the_disk_of_the_primary_is_full(self):
        primary = self.begin()
        primary.fill_disk()
        self.heals = primary.free_disk
        self.wait_until(primary.has_had_no_room, "the server has no room")
        full = Outage(self.load.senders)
        # Another one takes over, or the hubs refuse until there is room.
        while full.seconds < FULL_SECONDS and not self.cluster.successor(primary):
            self.hubs.tend()
            time.sleep(0.5)
        self.heal()
        self.recovers(Outage(self.load.senders))
        self.end()


if __name__ == "__main__":
    sys.exit(run_on_cluster(ClusterTest, seconds=TEST_SECONDS))
