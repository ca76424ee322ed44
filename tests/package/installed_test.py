#!/usr/bin/env python3
"""The package on a clean Debian 12 under its own systemd: installed, at work, upgraded, refused and removed.

Nothing of the sandbox is emulated: systemd itself starts the unit that ships, with all its directives.
"""
import contextlib
import http.client
import os
import re
import socket
import sqlite3
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from installed_hub import SIMULATORS, STORE, TEST_SECONDS, UNIT, InstalledHub, clean_tree, packages  # noqa: E402
import case_report  # noqa: E402
import cases  # noqa: E402

CASES = 300


class InstalledTest(InstalledHub):
    def test_one_command_installs_a_hub_that_delivers_and_a_purge_leaves_what_policy_says(self):
        self.install(self.package)
        self.wait_until(self.is_active, "the hub runs")
        self.assertEqual(self.done("systemctl", "is-enabled", UNIT).strip(), "enabled")
        self.assertEqual(self.done("hubctl", "status", "--json").count("cases_held"), 1)
        # The key that the package made is for the hub of this machine, by its usual address and no other.
        elsewhere = self.tree.call("hubctl", "status", "--url", "http://localhost:8481")
        self.assertEqual(elsewhere.returncode, 3, elsewhere.stdout + elsewhere.stderr)
        with self.subTest("its process is what the unit says"):
            self.runs_confined()
        self.set_up_tenant()
        self.start_target()
        self.send(cases.sample_cases(SIMULATORS, CASES).lines)
        self.all_delivered_once(CASES)
        self.done("systemctl", "reload", UNIT)
        self.assertTrue(self.is_active())
        self.done("systemctl", "stop", UNIT)  # 0: it drained and ended by itself
        self.assertEqual(self.done("systemctl", "show", "--value", "--property=Result", UNIT).strip(), "success")
        self.done("systemctl", "stop", "target")

        removed = self.apt("remove", "connector-hub")
        self.assertEqual(removed.returncode, 0, removed.stdout + removed.stderr)
        kept = [path for path in self.tree.remains()
                if not path.startswith(("/etc/connector-hub/", "/var/lib/connector-hub/"))]
        self.assertEqual(self.besides_the_user(kept), ["/etc/systemd/system/connector-hub.service",
                                                       "/etc/systemd/system/multi-user.target.wants/connector-hub.service"])
        self.assertIn(STORE, self.tree.remains())

        purged = self.apt("purge", "connector-hub")
        self.assertEqual(purged.returncode, 0, purged.stdout + purged.stderr)
        self.assertEqual(self.besides_the_user(self.tree.remains()), [])
        self.assertIn("connector-hub:", self.tree.read("/etc/passwd"))

    def besides_the_user(self, paths):
        """The user stays, so that its number is never given to another."""
        users = re.compile(r"/etc/(passwd|group|shadow|gshadow)-?")
        return [path for path in paths if not users.fullmatch(path)]

    def runs_confined(self):
        """Asked of the kernel about the process, not of the unit's text."""
        process = self.done("systemctl", "show", "--value", "--property=MainPID", UNIT).strip()
        told = dict(re.findall(r"^(\w+):\s*(.*)$", self.done("cat", f"/proc/{process}/status"), re.MULTILINE))
        user = self.done("id", "--user", "connector-hub").strip()
        self.assertEqual(told["Uid"].split(), [user] * 4)
        self.assertEqual((told["NoNewPrivs"], told["Seccomp"]), ("1", "2"))
        self.assertEqual([int(told[name], 16) for name in ("CapPrm", "CapEff", "CapBnd", "CapAmb")], [0] * 4)
        limits = self.done("cat", f"/proc/{process}/limits")
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        # What the unit hides is hidden from it, and what is not its own cannot be written.
        seen = ("nsenter", "--target", process, "--mount", "--setuid", user, "--setgid", user, "--")
        for command in ("touch /usr/share/connector-hub/x", "touch /etc/connector-hub/x", "ls /home/x", "ls /dev/kmsg",
                        "cat /etc/connector-hub/admin.key"):
            self.assertNotEqual(self.tree.call(*seen, "sh", "-c", command).returncode, 0, command)
        self.assertEqual(self.tree.call(*seen, "cat", "/etc/connector-hub/root.key").returncode, 0)

    def test_an_upgrade_over_waiting_cases_keeps_and_delivers_them(self):
        self.install(self.package)
        self.set_up_tenant()
        lines = cases.sample_cases(SIMULATORS, CASES).lines
        self.send(lines)
        self.assertEqual(self.held(), CASES)
        before = self.done("systemctl", "show", "--value", "--property=MainPID", UNIT)
        settings = self.tree.read("/etc/connector-hub/hub.yaml")
        self.install(self.later)
        self.wait_until(self.is_active, "the hub runs")
        self.assertNotEqual(self.done("systemctl", "show", "--value", "--property=MainPID", UNIT), before)
        self.assertEqual(self.done("dpkg-query", "-W", "-f=${Version}", "connector-hub"), packages.LATER)
        self.assertEqual(self.tree.read("/etc/connector-hub/hub.yaml"), settings)
        self.wait_until(lambda: self.tree.call("hubctl", "status").returncode < 2, "the hub answers")
        self.assertEqual(self.held(), CASES)
        self.start_target()
        self.all_delivered_once(CASES)

    def test_connections_wait_while_it_restarts_and_a_stop_refuses_them(self):
        self.install(self.package)
        self.set_up_tenant()
        self.start_target()
        failures, stop = [], threading.Event()

        def ask():
            while not stop.is_set():
                try:
                    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", 8480, timeout=TEST_SECONDS)) as one:
                        one.request("GET", "/schemas/case-closed.v1.json")
                        failures.extend([str(answer.status)] if (answer := one.getresponse()).status != 200 else [])
                except (OSError, http.client.HTTPException) as error:
                    failures.append(repr(error))

        with self.tree.network():
            self.wait_until(lambda: self.tree.call("hubctl", "status").returncode < 2, "the hub answers")
            asking = threading.Thread(target=ask)
            asking.start()
            for _ in range(3):
                self.done("systemctl", "restart", UNIT)
            stop.set()
            asking.join()
            self.assertEqual(failures, [])
            self.done("systemctl", "stop", UNIT)
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", 8480))

    def test_systemd_may_open_the_sockets_below_1024_too(self):
        self.install(self.package)
        settings = self.tree.read("/etc/connector-hub/hub.yaml")
        self.assertIn("port: 8480", settings)
        self.tree.write("/etc/connector-hub/hub.yaml", settings.replace("port: 8480", "port: 443"), 0o640, "connector-hub")
        self.done("mkdir", "/etc/systemd/system/connector-hub.socket.d")
        self.tree.write("/etc/systemd/system/connector-hub.socket.d/override.conf",
                        "[Socket]\nListenStream=\nListenStream=127.0.0.1:443\nListenStream=127.0.0.1:8481\n")
        self.done("systemctl", "daemon-reload")
        self.done("systemctl", "stop", UNIT)
        self.done("systemctl", "enable", "--now", "connector-hub.socket")
        self.assertFalse(self.is_active())
        with self.tree.network(), contextlib.closing(http.client.HTTPConnection("127.0.0.1", 443, timeout=TEST_SECONDS)) as one:
            one.request("GET", "/schemas/case-closed.v1.json")
            self.assertEqual(one.getresponse().status, 200)
        self.assertTrue(self.is_active())

    def test_a_program_older_than_the_store_is_refused_with_a_word_and_nothing_is_lost(self):
        self.install(self.later)
        self.set_up_tenant()
        lines = cases.sample_cases(SIMULATORS, 20).lines
        self.send(lines)
        self.done("systemctl", "stop", UNIT)
        known = self.schema()
        self.set_schema(known + 1)  # as a later hub leaves it

        refused = self.apt("install", "--allow-downgrades", "/root/" + os.path.basename(self.package))
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn(f"its schema is {known + 1}, and this version knows up to {known}", refused.stdout + refused.stderr)
        self.assertEqual(self.done("dpkg-query", "-W", "-f=${Version} ${Status}", "connector-hub"),
                         packages.LATER + " install ok installed")

        # The second line: the program itself, which is not started over and over.
        self.wait_until(lambda: self.tree.call("systemctl", "is-failed", UNIT).stdout.strip() == "failed", "it gave up")
        self.assertEqual(self.done("systemctl", "show", "--value", "--property=ExecMainStatus", UNIT).strip(), "78")
        self.assertIn("it was written by a later hub", self.journal())

        self.set_schema(known)
        self.install(self.package, "--allow-downgrades")  # the same schema: nothing speaks against it
        self.wait_until(self.is_active, "the hub runs")
        self.wait_until(lambda: self.tree.call("hubctl", "status").returncode < 2, "the hub answers")
        self.assertEqual(self.held(), len(lines))
        self.start_target()
        self.all_delivered_once(len(lines))

    def schema(self):
        with contextlib.closing(sqlite3.connect(self.tree.path(STORE))) as store:
            return store.execute("PRAGMA user_version").fetchone()[0]

    def set_schema(self, version):
        with contextlib.closing(sqlite3.connect(self.tree.path(STORE))) as store:
            store.execute(f"PRAGMA user_version={version}")
        self.done("chown", "--recursive", "connector-hub:connector-hub", "/var/lib/connector-hub")


if __name__ == "__main__":
    reason = clean_tree.why_not() or ("" if packages.is_made() else "tools/package/build was not run")
    if reason:
        print(f"installed: skipped, {reason}")
        sys.exit(case_report.report(0, 0))
    unittest.TestCase.maxDiff = None
    sys.exit(case_report.run(InstalledTest))
