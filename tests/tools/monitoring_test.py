#!/usr/bin/env python3
"""What ships for Prometheus and Grafana, tried with Debian's Prometheus on a real hub."""
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import SOURCE, TEST_SECONDS, HubRun, run_cases  # noqa: E402
from places import free_port  # noqa: E402
from services import Service, answers  # noqa: E402

MONITORING = os.path.join(SOURCE, "config", "monitoring")
HAS_PROMETHEUS = shutil.which("promtool") and shutil.which("prometheus")


def read(name):
    with open(os.path.join(MONITORING, name), encoding="utf-8") as file:
        return file.read()


def promtool(*words, given=None):
    return subprocess.run(["promtool", *words], input=given, capture_output=True, text=True, cwd=MONITORING,
                          timeout=TEST_SECONDS, check=False)


def names_in(text):
    return set(re.findall(r"\bhub_[a-z_]+", text))


class MonitoringTest(HubRun):
    def setUp(self):
        if not HAS_PROMETHEUS:
            self.skipTest("prometheus is not installed")
        super().setUp()

    def exposed(self):
        """Names of what a hub with a case behind it tells."""
        return set(re.findall(r"^# TYPE (\S+)", self.metrics(), re.MULTILINE))

    def start_all(self):
        self.start_simulator()
        self.start_hub()
        self.assertEqual(self.send(self.made_up(3)).acknowledged, 3)
        self.all_delivered_once(3)

    def test_the_rules_are_accepted_and_fire_when_they_should(self):
        checked = promtool("check", "rules", "rules.yaml")
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        tested = promtool("test", "rules", "rules.test.yaml")
        self.assertEqual(tested.returncode, 0, tested.stdout + tested.stderr)

    def test_every_figure_follows_the_conventions_and_is_documented(self):
        self.start_all()
        checked = promtool("check", "metrics", given=self.metrics())
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))
        self.assertEqual(self.exposed() - names_in(read("README.md")), set(), "figures without a word about them")

    def test_rules_and_dashboard_ask_for_figures_that_there_are(self):
        self.start_all()
        # Told from the first finding on only.
        known = self.exposed() | {"hub_mapping_drift", "hub_platform_owed", "hub_platform_dead_letters"}
        asked = names_in(json.dumps([target["expr"] for panel in json.loads(read("dashboard.json"))["panels"]
                                     for target in panel["targets"]]))
        asked |= names_in("\n".join(re.findall(r"expr: (.*)", read("rules.yaml"))))
        self.assertEqual(asked - known, set())
        self.assertGreater(len(asked), 8)

    def test_prometheus_scrapes_the_hub_with_the_configuration_that_ships(self):
        self.start_all()
        shutil.copy(os.path.join(MONITORING, "rules.yaml"), self.places.root)
        settings = read("prometheus.yml").replace("/etc/prometheus/hub-viewer.key", self.places.path("admin.key"))
        settings = settings.replace("127.0.0.1:8481", f"127.0.0.1:{self.places.admin_port}").replace("15s", "1s")
        with open(self.places.path("prometheus.yml"), "w", encoding="utf-8") as file:
            file.write(settings)
        url = f"http://127.0.0.1:{free_port()}"
        prometheus = Service("prometheus", ["prometheus", "--config.file=" + self.places.path("prometheus.yml"),
                                            "--storage.tsdb.path=" + self.places.path("tsdb"),
                                            "--web.listen-address=" + url.removeprefix("http://")],
                             self.places.path("prometheus.log"))
        prometheus.start()
        try:
            prometheus.wait_until(lambda: answers(url + "/-/ready"), TEST_SECONDS)

            def value(expression):
                query = urllib.parse.urlencode({"query": expression})
                with urllib.request.urlopen(f"{url}/api/v1/query?{query}", timeout=10) as answer:
                    return [one["value"][1] for one in json.load(answer)["data"]["result"]]

            self.wait_until(lambda: value("up") == ["1"], "the scrape succeeds")
            self.assertEqual(value("hub_cases_deleted_total"), ["3"])
            self.assertEqual(value("count(ALERTS)"), [])
        finally:
            prometheus.kill()


if __name__ == "__main__":
    if not HAS_PROMETHEUS:
        print("monitoring: skipped, prometheus is not installed")
    unittest.TestCase.maxDiff = None
    sys.exit(run_cases(MonitoringTest))
