#!/usr/bin/env python3
"""The runbook, followed to the letter: an installed hub is broken until Debian's Prometheus fires an alarm by the rules that
ship, then the commands of RUNBOOK.md are typed as they stand there, and the alarm goes out.

The rules are changed in nothing but their waiting times.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from installed_hub import SIMULATORS, SOURCE, UNIT, InstalledHub, clean_tree, packages  # noqa: E402
import case_report  # noqa: E402
import cases  # noqa: E402

MONITORING = os.path.join(SOURCE, "config", "monitoring")
PROMETHEUS = "127.0.0.1:9090"
PLATFORM_PORT = 8491
# What a command may end with while somebody only looks: 1 and 3 are findings of hubctl and systemctl.
LOOKED = (0, 1, 3)
SHORT_TIMES = ((r"\bfor: \d+m", "for: 0s"), (r"\[\d+[mh]\]", "[4s]"), (r"> 3600\b", "> 1"))

# A hub that tries again soon, and holds that are short.
SETTINGS = """
delivery: {first_backoff: 50ms, longest_backoff: 200ms, first_probe: 50ms, longest_probe: 200ms, schema_recheck: 500ms,
  platform_attempts: 2, sweep: 200ms}
fetch: {hosts: [{host: "127.0.0.1:8491"}]}
"""
RETENTION = "retention: {{max_hold: {}}}\n"
PURGE = """platform:
  case_url: http://127.0.0.1:8491/api/v1/cases/{case}
  purge_url: http://127.0.0.1:8491/api/v1/cases/{case}
  secret: file:/etc/connector-hub/acme.key
"""


def read(name):
    with open(os.path.join(MONITORING, name), encoding="utf-8") as file:
        return file.read()


def sections():
    """Of the runbook: each alarm with its commands, by the word that stands before them."""
    found = {}
    for section in re.split(r"^## ", read("RUNBOOK.md"), flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^\*\*(\w+)\b(?:(?!^\*\*).)*?^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        found[section.split("\n")[0]] = {word: text.strip().split("\n") for word, text in blocks}
    return found


def copies(lines, count):
    """So many events of these, each with ids of its own."""
    events = []
    for number in range(count):
        event = json.loads(lines[number % len(lines)])
        event["id"] = event["subject"] = event["data"]["case"]["id"] = f"{event['subject']}-{number}"
        events.append(json.dumps(event).encode())
    return events


class RunbookTest(InstalledHub):
    def setUp(self):
        super().setUp()
        self.sent = 0
        self.lines = cases.sample_cases(SIMULATORS, 60).lines
        self.install(self.package)
        self.prometheus = None
        self.addCleanup(self.end_prometheus)

    def begin(self, max_hold="6h", platform="", more=""):  # 6h are less than what HubHoldAlmostOver asks for
        self.set_up_tenant(RETENTION.format(max_hold) + platform, SETTINGS + more)
        self.start_target()
        self.start_prometheus()
        self.variables = {"TENANT": "acme", "TARGET": "salesforce"}

    def start_prometheus(self):
        folder = self.tree.folder
        rules = read("rules.yaml")
        for pattern, short in SHORT_TIMES:
            rules = re.sub(pattern, short, rules)
        settings = read("prometheus.yml").replace("/etc/prometheus/hub-viewer.key",
                                                  self.tree.path("/etc/connector-hub/admin.key"))
        settings = "global: {evaluation_interval: 300ms}\n" + settings.replace("scrape_interval: 15s", "scrape_interval: 300ms")
        for name, text in (("rules.yaml", rules), ("prometheus.yml", settings)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        with open(os.path.join(folder, "prometheus.log"), "wb") as log:
            self.prometheus = subprocess.Popen(
                ["nsenter", "--target", str(self.tree.leader), "--net", "prometheus",
                 f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
                 "--web.listen-address=" + PROMETHEUS], stdout=log, stderr=log)
        self.wait_until(lambda: self.value("up") == ["1"], "Prometheus scrapes the hub")

    def end_prometheus(self):
        if self.prometheus:
            self.prometheus.kill()
            self.prometheus.wait()

    def value(self, expression):
        query = urllib.parse.urlencode({"query": expression})
        try:
            with self.tree.network(), urllib.request.urlopen(f"http://{PROMETHEUS}/api/v1/query?{query}",
                                                             timeout=10) as answer:
                return [one["value"][1] for one in json.load(answer)["data"]["result"]]
        except OSError:
            return []  # it is not ready

    def fires(self, alarm):
        return self.value(f'ALERTS{{alertname="{alarm}",alertstate="firing"}}') != []

    def wait_for(self, alarm):
        self.wait_until(lambda: self.fires(alarm), alarm + " fires")

    def wait_until_out(self, alarm):
        self.wait_until(lambda: self.value("up") == ["1"] and not self.fires(alarm), alarm + " is out")

    def type_in(self, alarm, word, allowed=(0,)):
        """Every line of that block, as it stands in the runbook."""
        for line in sections()[alarm][word]:
            variables = [f"{name}={value}" for name, value in self.variables.items()]
            answer = self.tree.call("env", *variables, "sh", "-c", line)
            self.assertIn(answer.returncode, allowed, f"{line}: {answer.stdout}{answer.stderr}")

    def follow(self, alarm):
        """From the alarm on: looks, does, and the alarm is out."""
        self.wait_for(alarm)
        self.type_in(alarm, "Look", LOOKED)
        self.type_in(alarm, "Do")
        self.wait_until_out(alarm)

    def send_some(self, count=3):
        lines = self.lines[self.sent:self.sent + count]
        self.sent += count
        self.send(lines)
        return [json.loads(line)["subject"] for line in lines]

    def break_with(self, port, method="POST", **fault):
        request = urllib.request.Request(f"http://127.0.0.1:{port}/_control/faults",
                                         json.dumps(fault).encode() if fault else None, method=method)
        with self.tree.network(), urllib.request.urlopen(request, timeout=10):
            pass

    def heal(self, port):
        self.break_with(port, "DELETE")

    def test_each_alarm_has_a_section_and_each_section_is_followed_here(self):
        alarms = re.findall(r"- alert: (\w+)", read("rules.yaml"))
        self.assertEqual(list(sections()), alarms)
        followed = {name.removeprefix("test_").split("_")[0] for name in dir(self) if name.startswith("test_Hub")}
        self.assertEqual(followed, set(alarms))
        for alarm, blocks in sections().items():
            self.assertLessEqual({"Look", "Do"}, set(blocks), alarm)

    def test_HubDown(self):
        self.begin()
        self.done("systemctl", "stop", UNIT)
        self.follow("HubDown")

    def test_HubHoldAlmostOver(self):
        self.begin()
        self.done("systemctl", "stop", "target")
        [self.variables["CASE"]] = self.send_some(1)
        self.follow("HubHoldAlmostOver")
        self.start_target()
        self.wait_until(lambda: self.value('hub_lane_waiting{tenant="acme"}') == ["0"], "the target has it")
        self.assertEqual(self.held(), 1)
        self.type_in("HubHoldAlmostOver", "Afterwards")
        self.all_delivered_once(1)

    def test_HubCaseWaitsLong(self):
        self.begin()
        self.done("hubctl", "lanes", "pause", "acme", "salesforce")
        self.send_some()
        self.follow("HubCaseWaitsLong")
        self.all_delivered_once(3)

    def test_HubDeadLetters(self):
        self.begin()
        self.break_with(8490, kind="record_error", operation="upsert", record=-1, text="STRING_TOO_LONG", field="Subject")
        self.send_some(1)
        self.wait_for("HubDeadLetters")
        self.heal(8490)
        self.follow("HubDeadLetters")
        self.all_delivered_once(1)

    def test_HubMappingDoesNotFit(self):
        self.begin()
        self.break_with(8490, kind="hidden_field", operation="*", field="Priority")
        self.done("systemctl", "restart", UNIT)  # a start compares; otherwise it is done once a day
        mapping = self.tree.read("/usr/share/connector-hub/mappings/salesforce/default.yaml")
        self.assertIn("Priority: Medium", mapping)
        # Neither written nor compared any more.
        self.tree.write("/root/mine.yaml", re.sub(r".*Priority: Medium.*\n|, Priority: ignore", "", mapping))
        self.variables["FILE"] = "/root/mine.yaml"
        self.follow("HubMappingDoesNotFit")
        self.send_some()
        self.all_delivered_once(3)

    def test_HubPlatformOwed(self):
        self.begin(platform=PURGE)
        self.done("systemd-run", "--quiet", "--unit=platform", "/usr/bin/hub-simulators", "engage", "--port",
                  str(PLATFORM_PORT), "--events", "0")
        self.wait_until(lambda: self.tree.call("systemctl", "is-active", "platform").returncode == 0, "the platform runs")
        self.break_with(PLATFORM_PORT, kind="status", operation="*", status=500, times=-1)
        self.send_some()
        self.wait_for("HubPlatformOwed")
        self.heal(PLATFORM_PORT)
        self.follow("HubPlatformOwed")

    def test_HubExpiresUndelivered(self):
        self.begin(max_hold="2s")
        self.done("hubctl", "lanes", "pause", "acme", "salesforce")
        self.send_some()
        self.follow("HubExpiresUndelivered")
        self.assertIn("expired", self.done("hubctl", "certificates", "list"))
        self.send_some()
        self.wait_until(lambda: self.held() == 0, "what comes later is delivered")
        self.assertEqual(self.value("hub_cases_expired_total"), ["3"])

    def test_HubDiskAlmostFull(self):
        self.done("systemctl", "stop", UNIT)
        self.done("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", "/var/lib/connector-hub")
        self.begin(more="limits: {case_slots: 1024}\n")
        self.variables["FILE"] = "/var/lib/connector-hub/forgotten"
        self.done("fallocate", "--length", "170M", self.variables["FILE"])
        self.follow("HubDiskAlmostFull")
        self.send_some()
        self.all_delivered_once(3)

    def begin_small(self):
        """A hub that has never run, with room for 1,024 cases: key files keep the size they were made with."""
        self.done("systemctl", "stop", UNIT)
        self.done("find", "/var/lib/connector-hub", "-mindepth", "1", "-delete")
        self.begin(more="limits: {case_slots: 1024}\n")

    def test_HubQueueFills(self):
        self.begin_small()
        self.pile_up(280, until="HubQueueFills")

    def test_HubKeyStoreAlmostFull(self):
        self.begin_small()
        self.pile_up(930, until="HubKeyStoreAlmostFull")

    def pile_up(self, count, until):
        """So many cases, and further ones until the alarm fires, before a lane that stands."""
        self.lines = copies(self.lines, count + 30)
        self.done("hubctl", "lanes", "pause", "acme", "salesforce")
        self.send_some(count)
        while self.sent < len(self.lines) and not self.fires(until):
            self.send_some(1)
        self.follow(until)
        self.all_delivered_once(self.sent)

    def test_HubDeletesNothing(self):
        self.begin()
        self.done("hubctl", "lanes", "pause", "acme", "salesforce")
        while not self.fires("HubDeletesNothing"):
            self.send_some(1)  # cases keep coming
        self.follow("HubDeletesNothing")
        self.all_delivered_once(self.sent)


if __name__ == "__main__":
    reason = clean_tree.why_not() or ("" if packages.is_made() else "tools/package/build was not run")
    if not reason and shutil.which("prometheus") is None:
        reason = "prometheus is not installed"
    if reason:
        print(f"runbook: skipped, {reason}")
        sys.exit(case_report.report(0, 0))
    sys.exit(case_report.run(RunbookTest))
