#!/usr/bin/env python3
"""A hub with its console and a simulated target, which does what it is told: one JSON object a line in, one out.

usage: world.py SOURCE BUILD SETTINGS   SETTINGS is JSON: lines of hub.yaml, in which {root} and {admin_port} stand for
those of this run; files to lie in its folder; the tenants, and what `retention` of some of them is
"""
import hashlib
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import SIMULATORS, SOURCE, HubRun, Sender  # noqa: E402
import targets  # noqa: E402

GIVEN = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
ROLES = ("operator", "viewer", "auditor", "partner")
# What a target does wrong heals within a test.
QUICK = ("delivery: {first_backoff: 50ms, longest_backoff: 200ms, first_probe: 50ms, longest_probe: 200ms,"
         " auth_wait: 30s, read_pause: 10ms}\n")


class World(HubRun):
    settings = GIVEN.get("settings", QUICK)
    tenants = tuple(GIVEN.get("tenants", ["acme"]))

    def setUp(self):
        super().setUp()
        for name, value in {"{root}": self.places.root, "{admin_port}": str(self.places.admin_port)}.items():
            if name in self.places.settings:
                self.places.change(name, value)
        for name, text in GIVEN.get("files", {}).items():
            with open(self.places.path(name), "w", encoding="utf-8") as file:
                file.write(text)
        for tenant, retention in GIVEN.get("retention", {}).items():
            sources = f"sources: [/engage/us/{tenant}]\n"
            self.places.change_resources(tenant, sources, f"{sources}retention: {retention}\n")
        self.keys = {"admin": self.places.admin_key, **{role: f"the-key-of-the-{role}" for role in ROLES}}
        with open(self.places.path("resources", "partner.yaml"), "w", encoding="utf-8") as file:
            file.write(f"kind: partner\nname: nordic\ntenants: [{self.tenants[0]}]\ncredentials:\n"
                       f"  - {{name: script, kind: bearer, key_id: k1, sha256: {'0' * 64}}}\n")
        lines = "".join(f"  - {{name: {role}, role: {role}, {'partner: nordic, ' if role == 'partner' else ''}"
                        f"sha256: {hashlib.sha256(self.keys[role].encode()).hexdigest()}}}\n" for role in ROLES)
        self.places.change("limits: {", lines + "limits: {")
        console = self.places.path("console")
        subprocess.run(["node", os.path.join(SOURCE, "tools", "console", "build.mjs"), "--out", console], check=True,
                       stdout=subprocess.DEVNULL)
        self.places.change("resources: resources\n", f"resources: resources\nconsole: {console}\n")

    def runTest(self):
        for line in sys.stdin:
            asked = json.loads(line)
            try:
                answer = {"value": getattr(self, "do_" + asked.pop("do"))(**asked)}
            except Exception as problem:  # the test decides what a failure means
                answer = {"problem": f"{type(problem).__name__}: {problem}"}
            print(json.dumps(answer), flush=True)

    def do_start(self):
        self.start_simulator()
        self.start_hub()
        target = {"url": self.org.url, "client_id": targets.CLIENT_ID, "client_secret": self.places.target_secret}
        return {"url": self.places.admin_url, "keys": self.keys, "root": self.places.root, "target": target}

    def do_start_hub(self):
        self.start_hub()

    def do_stop_hub(self):
        return self.hub.stop()

    def do_start_target(self):
        self.start_simulator()

    def do_kill_target(self):
        self.simulator.kill()

    def do_break(self, kind, operation, **fields):
        self.org.break_with(kind, operation, **fields)

    def do_heal(self):
        self.org.heal()

    def do_expire_tokens(self):
        self.org.expire_tokens()

    def do_send(self, count, seed=4711, tenant=None):
        """New cases each time that the seed is another."""
        made = subprocess.run([SIMULATORS, "events", "--events", str(count), "--seed", str(seed), "--updates", "0"],
                              stdout=subprocess.PIPE, check=True).stdout
        if tenant:
            made = made.replace(b"/engage/us/acme", b"/engage/us/" + tenant.encode())
        secret = self.places.event_secrets[tenant] if tenant else None
        return self.send(made.splitlines(), secret).acknowledged

    def do_send_lines(self, lines):
        sender = self.send([line.encode() for line in lines])
        if sender.problems:
            raise ValueError(sender.problems[0])
        return sender.acknowledged

    def do_events(self, count, seed=4711):
        made = subprocess.run([SIMULATORS, "events", "--events", str(count), "--seed", str(seed), "--updates", "0"],
                              stdout=subprocess.PIPE, check=True)
        return [line.decode() for line in made.stdout.splitlines()]  # texts have line breaks of other kinds

    def do_status(self):
        return self.status()

    def do_records(self, kind):
        return self.org.records(kind)

    def do_deliveries(self, state):
        return self.deliveries(state)

    def do_certificates(self):
        return self.certificates()

    def do_hubctl(self, words):
        answer = self.run_hubctl(*words)
        return {"status": answer.returncode, "out": answer.stdout, "err": answer.stderr}

    def do_log(self):
        with open(self.hub.log, encoding="utf-8") as file:
            return file.read()


if __name__ == "__main__":
    outcome = unittest.TextTestRunner(stream=sys.stderr).run(World("runTest"))
    sys.exit(not outcome.wasSuccessful())
