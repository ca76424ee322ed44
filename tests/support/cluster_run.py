"""Three hubs on a cluster of three PostgreSQLs, for tests: one of each for all of a class, events of their own for each test.

A test file imports this after it put tests/support on its path; its arguments are the source and the build folder.
"""
import os
import shutil
import signal
import sys
import time
import unittest

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path[:0] = [os.path.join(SOURCE, "tools", "demonstration"), os.path.join(SOURCE, "tests", "tools")]
import case_report  # noqa: E402
import cases  # noqa: E402
import watching  # noqa: E402
from balanced import BalancedSender  # noqa: E402
from cluster import cluster as clusters  # noqa: E402
from cluster import enclosure  # noqa: E402
from cluster.hubs import Hubs  # noqa: E402
from places import Places  # noqa: E402
from residue import FleetResidue  # noqa: E402
from services import get_json  # noqa: E402

HUBD = os.path.join(BUILD, "tools", "hubd", "hubd")
SIMULATORS = os.path.join(BUILD, "tools", "simulators", "hub-simulators")
RESIDUE = os.path.join(BUILD, "tools", "residue", "hub-residue")
KEPT_LOGS = os.path.join(BUILD, "tests", "faults", "cluster-logs")
PACE = ("delivery: {first_backoff: 10ms, longest_backoff: 200ms, first_probe: 50ms, longest_probe: 200ms,"
        " read_pause: 10ms, sweep: 1s}\n")
WAIT_SECONDS = 90  # within which everything that a test waits for has happened


class ClusterRun(unittest.TestCase):
    """`heals`: what ends the fault under way. Tests of a class follow each other on the same hubs: each sends `events_of_a_test`."""

    tenants = ("acme", "birch", "cedar", "dahlia", "elder", "fir")
    events_of_a_test = 0
    heals = None

    @classmethod
    def setUpClass(cls):
        cls.kept_logs = os.path.join(KEPT_LOGS, cls.__name__)
        shutil.rmtree(cls.kept_logs, ignore_errors=True)
        os.makedirs(cls.kept_logs)
        cls.cluster = clusters.Cluster(SOURCE, "/run/cluster")
        cls.places = Places(SOURCE, ["salesforce"], PACE + cls.cluster.hub_settings(), cls.tenants)
        cls.addClassCleanup(cls.keep_logs)
        cls.hubs = Hubs(cls.cluster, cls.places, HUBD, SIMULATORS)
        cls.cluster.start()
        cls.hubs.start()
        count = len(unittest.defaultTestLoader.getTestCaseNames(cls)) * cls.events_of_a_test
        cls.unsent = cases.made_up_cases(SIMULATORS, count).lines

    @classmethod
    def keep_logs(cls):
        cls.cluster.keep_logs(cls.kept_logs)
        shutil.copytree(cls.places.path("logs"), os.path.join(cls.kept_logs, "hubs"))

    def setUp(self):
        """Everybody is there, and nothing is held."""
        self.wait_until(self.is_healed, "everybody is there")
        self.wait_until(lambda: self.rows("cases") == 0, "nothing is held")
        self.delivered_before, self.certified_before = self.at_target(), self.rows("certificates")

    def tearDown(self):
        self.heal()

    def heal(self):
        heals, self.heals = self.heals, None
        if heals:
            heals()

    def is_healed(self):
        return self.cluster.is_whole() and self.hubs.are_whole()

    def wait_until(self, holds, what, seconds=WAIT_SECONDS):
        until = time.monotonic() + seconds
        while not holds():
            self.hubs.tend()
            self.assertLess(time.monotonic(), until, "never came true: " + what)
            time.sleep(0.1)

    def events(self):
        """Those of this test, a list for each tenant."""
        own = [type(self).unsent.pop() for _ in range(self.events_of_a_test)]
        share = len(own) // len(self.tenants)
        return {tenant: cases.of_tenant(tenant, own[number * share:(number + 1) * share]) for number, tenant in enumerate(self.tenants)}

    def sender(self, tenant, lines, *pace, doors=None):
        """To every hub, or to these only."""
        return BalancedSender(doors or self.hubs.doors, self.places.event_secrets[tenant], lines, *pace)

    def look_for(self, lines):
        """What is searched for from now on."""
        self.residue = FleetResidue(RESIDUE, self.places, lines, self.hubs.data_folders)

    def leaves_nothing(self):
        return not any(self.residue.remaining().values())

    def rows(self, table):
        """-1 while there is no primary that could be asked."""
        for primary in self.cluster.primaries():
            if counted := primary.asked(f"SELECT count(*) FROM {table}", "connector_hub"):
                return int(counted[0])
        return -1

    def state_of_target(self):
        return get_json(self.hubs.target.url + "/_control/state")

    def at_target(self):
        return self.state_of_target()["records"].get(self.hubs.target.case_records, 0)

    def all_delivered_once(self, count):
        """Waits for the end, then: nothing lost, nothing twice, nothing kept."""
        self.wait_until(lambda: self.rows("cases") == 0, "nothing is held any more")
        state = self.state_of_target()
        self.assertEqual(set(state["duplicates"].values()), {0})
        self.assertEqual(self.at_target() - self.delivered_before, count)
        outcomes = [entry["outcome"] for entry in watching.certificates(self.hubs.answering())]
        self.assertEqual(outcomes[self.certified_before:], ["delivered"] * count)
        for table in ("contents", "case_keys", "deliveries", "source_cases"):
            self.assertEqual(self.rows(table), 0, table)


def run_on_cluster(*test_classes, seconds):
    """The exit status of the program, which runs again in an enclosure. Bounded, whatever hangs."""
    reason = clusters.problem()
    if reason:
        print("skipped: " + reason)
        return 0
    enclosure.enter()
    signal.alarm(seconds)
    return case_report.run(*test_classes)
