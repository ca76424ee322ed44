"""A hub on a cluster of three PostgreSQLs, for tests: one cluster for all of a class, a hub and a database for each test.

Imported as hub_run is.
"""
import os
import shutil
import sys

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(SOURCE, "tools", "demonstration"))
from cluster import cluster as clusters  # noqa: E402
from cluster import enclosure  # noqa: E402
from hub_run import HubRun, run_cases  # noqa: E402
from residue import Residue  # noqa: E402

RESIDUE = os.path.join(BUILD, "tools", "residue", "hub-residue")
KEPT_LOGS = os.path.join(BUILD, "tests", "faults", "cluster-logs")


class ClusterRun(HubRun):
    """`heals`: what ends the fault under way."""

    heals = None

    @classmethod
    def setUpClass(cls):
        cls.cluster = clusters.Cluster(SOURCE, "/run/cluster")
        cls.kept_logs = os.path.join(KEPT_LOGS, cls.__name__)
        shutil.rmtree(cls.kept_logs, ignore_errors=True)
        os.makedirs(cls.kept_logs)
        cls.addClassCleanup(cls.cluster.keep_logs, cls.kept_logs)
        cls.cluster.start()

    def setUp(self):
        self.cluster.wait_until_whole()
        self.cluster.make_database()
        self.settings = ("delivery: {first_backoff: 10ms, longest_backoff: 200ms, first_probe: 50ms, longest_probe: 200ms,"
                         " read_pause: 10ms, sweep: 1s}\n" + self.cluster.hub_settings())
        super().setUp()

    def tearDown(self):
        self.heal()
        if os.path.exists(self.hub.log):
            shutil.copy(self.hub.log, os.path.join(self.kept_logs, self._testMethodName + ".log"))
        super().tearDown()

    def heal(self):
        heals, self.heals = self.heals, None
        if heals:
            heals()

    def look_for(self, lines):
        """What is searched for from now on."""
        self.residue = Residue(RESIDUE, self.places, lines, self.hub)

    def leaves_nothing(self):
        found = self.residue.remaining()
        return found["hits"] + found["opened_hits"] + found["sealed_rows"] == 0


def run_on_cluster(*test_classes, seconds):
    """The exit status of the program, which runs again in an enclosure."""
    reason = clusters.problem()
    if reason:
        print("skipped: " + reason)
        return 0
    enclosure.enter()
    return run_cases(*test_classes, seconds=seconds)
