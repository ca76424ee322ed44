#!/usr/bin/env python3
"""What three hubs and three PostgreSQLs keep of cases, archives and base backups among it, and what keys open of that."""
import base64
import json
import os
import secrets
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from cluster_run import ClusterRun, run_on_cluster  # noqa: E402
from cluster.programs import postgres_programs  # noqa: E402
from key_slots import EPOCH_STRIDE, slots_of  # noqa: E402
from sender import Together  # noqa: E402

KEY_FILES = ("epochs.keys", "ids.keys")
EPOCHS_SECONDS = 200  # within which every hub has overwritten what is dead, two epochs of 30 s after the last case
TEST_SECONDS = 850


def shapes_of(text):
    """The bytes by which a text is recognised, whatever lies before and after it."""
    plain = text.encode()
    encoded = [base64.b64encode(b"." * before + plain + b"..")[4:-8] for before in range(3)]
    return [plain, text.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode(), plain[::-1], *encoded]


def files_in(folder):
    for where, _, names in os.walk(folder):
        for name in names:
            yield os.path.join(where, name)


class Restored:
    """A PostgreSQL of its own on a copy of a base backup, on a socket beside it."""

    def __init__(self, backup, folder):
        self.folder, self.data = folder, os.path.join(folder, "data")
        os.mkdir(folder)
        subprocess.run(["cp", "-a", backup, self.data], check=True)
        with open(os.path.join(folder, "rules"), "w", encoding="ascii") as rules:
            rules.write("local all all trust\n")
        shutil.chown(folder, "postgres", "postgres")
        own = {"listen_addresses": "", "unix_socket_directories": folder, "hba_file": os.path.join(folder, "rules"),
               "ssl": "off", "archive_mode": "off", "synchronous_standby_names": ""}
        self._run("start", "-l", os.path.join(folder, "server.log"),
                  "-o", " ".join(f"-c {name}='{value}'" for name, value in own.items()))

    def _run(self, *words):
        subprocess.run([os.path.join(postgres_programs(), "pg_ctl"), "-w", "-D", self.data, *words], cwd=self.folder,
                       stdout=subprocess.DEVNULL, check=True, user="postgres", group="postgres", extra_groups=[])

    def settings(self):
        """The section `store` of hub.yaml."""
        return f"store:\n  postgres: {{host: {self.folder}, database: connector_hub, user: postgres}}\n"

    def stop(self):
        self._run("stop", "-m", "immediate")


class CanaryTest(ClusterRun):
    events_of_a_test = 12

    def setUp(self):
        super().setUp()
        self.backups = {member.name: self.places.path("backups", member.name) for member in self.cluster.members}

    def back_up(self):
        """All three, by PostgreSQL's own tool."""
        shutil.rmtree(self.places.path("backups"), ignore_errors=True)
        os.mkdir(self.places.path("backups"))
        shutil.chown(self.places.path("backups"), "postgres", "postgres")
        os.chmod(self.places.root, 0o755)
        for member in self.cluster.members:
            member.back_up(self.backups[member.name])

    def archive(self):
        """What is in the write-ahead log now lies in every archive, too."""
        segment = self.cluster.primary().query("SELECT pg_walfile_name(pg_switch_wal())")[0]
        for member in self.cluster.members:
            self.wait_until(lambda member=member: os.path.exists(os.path.join(member.archive, segment)), "it is archived")

    def surfaces(self):
        """By name: a folder that a server, somebody who backs it up, or a hub has written."""
        return {**{f"{surface} of {member.name}": folder for member in self.cluster.members
                   for surface, folder in {**member.written(), "backup": self.backups[member.name]}.items()},
                **{f"data folder of {node.name}": self.places.path(node.data_folder) for node in self.hubs.nodes}}

    def in_clear(self):
        """The surfaces on which the canary lies."""
        return {name for name, folder in self.surfaces().items() if any(self.is_in(path) for path in files_in(folder))}

    def is_in(self, path):
        try:
            with open(path, "rb") as file:
                data = file.read()
        except FileNotFoundError:  # the server has taken it away since
            return False
        return any(shape in data for shape in self.shapes)

    def cases_with_canary(self):
        """Of each tenant; something was said in each of them that no other text has."""
        canary = "canary" + secrets.token_hex(16)
        self.shapes = shapes_of(canary)
        return {tenant: [self.saying(canary, line) for line in its] for tenant, its in self.events().items()}

    @staticmethod
    def saying(text, line):
        event = json.loads(line)
        for message in event["data"]["transcript"]["messages"]:
            message["text"] = text
        return json.dumps(event).encode()

    def key_files(self, when):
        """For each hub: a data folder with its key files of now."""
        folders = {node: f"{when}-{node.name}" for node in self.hubs.nodes}
        for node, folder in folders.items():
            os.makedirs(self.places.path(folder, "keys"), exist_ok=True)
            with node.service.frozen():
                for file in KEY_FILES:
                    shutil.copy(self.places.path(node.data_folder, "keys", file), self.places.path(folder, "keys"))
        return folders

    def epochs_in_use(self):
        """Those that wrap a case's key."""
        return self.cluster.primary().query("SELECT DISTINCT epoch FROM case_keys ORDER BY epoch", "connector_hub")

    def key_files_and_backup(self):
        """Of one moment: nothing was wrapped anew between them."""
        while True:
            before, folders = self.epochs_in_use(), self.key_files("then")
            self.back_up()
            if self.epochs_in_use() == before:
                return folders

    def opened(self, restored, folder):
        """Of the sealed cases in a backup: how many there are, and how many these key files and the root key open."""
        settings = self.places.settings_for(folder)
        with open(settings, encoding="utf-8") as file:
            text = file.read().replace(self.cluster.hub_settings(), restored.settings())
        with open(settings, "w", encoding="utf-8") as file:
            file.write(text)
        found = self.residue.search([self.places.path("logs")], settings)
        return found["sealed_rows"], found["opened"]

    def opened_by_each(self, restored, folders):
        return {self.opened(restored, folder) for folder in folders.values()}

    def let_go(self, then):
        """No hub has an epoch key of then any more."""
        return not any(self.slots(folder) & self.slots(node.data_folder) for node, folder in then.items())

    def slots(self, folder):
        return slots_of(self.places.path(folder, "keys", "epochs.keys"), EPOCH_STRIDE)

    def lanes(self, order):
        """Told to any hub."""
        for tenant in self.tenants:
            self.hubs.answering().ask("POST", f"/api/v1/lanes/{tenant}/salesforce/{order}", b"{}")

    def send(self, given):
        load = Together(*(self.sender(tenant, its) for tenant, its in given.items()))
        load.start()
        self.wait_until(load.is_done, "every event is answered")
        self.assertEqual((load.acknowledged, load.problems), (self.events_of_a_test, []))

    def test_three_servers_and_their_backups_keep_ciphertext_that_no_hub_opens_afterwards(self):
        self.lanes("pause")
        given = self.cases_with_canary()
        lines = [line for its in given.values() for line in its]
        self.look_for(lines)
        self.send(given)
        self.archive()
        then = self.key_files_and_backup()
        restored = Restored(self.backups[self.cluster.primary().name], self.places.path("restored"))
        self.addCleanup(restored.stop)
        self.assertEqual(self.in_clear(), set())
        self.assertEqual(self.opened_by_each(restored, then), {(len(lines), len(lines))}, "any hub could take them over")

        self.lanes("resume")
        self.all_delivered_once(len(lines))
        self.wait_until(lambda: self.let_go(then), "every epoch key of then is gone", EPOCHS_SECONDS)
        self.archive()
        self.assertEqual(self.in_clear(), set())
        self.assertTrue(self.leaves_nothing())
        self.assertEqual(self.opened_by_each(restored, self.key_files("today")), {(len(lines), 0)}, "the hubs themselves")
        self.the_search_would_have_found_them(lines)

    def the_search_would_have_found_them(self, lines):
        """One case in clear, in a table whose rows are gone again: only old pages, logs, archives and backups still have it."""
        primary = self.cluster.primary()
        primary.query("CREATE TABLE control(text TEXT); ALTER TABLE control ALTER COLUMN text SET STORAGE EXTERNAL", "connector_hub")
        primary.query("INSERT INTO control VALUES($control$" + lines[0].decode() + "$control$)", "connector_hub")
        primary.query("DELETE FROM control", "connector_hub")
        self.archive()
        self.back_up()
        self.assertEqual(self.in_clear(), {name for name in self.surfaces() if not name.startswith(("log of", "data folder of"))})


if __name__ == "__main__":
    sys.exit(run_on_cluster(CanaryTest, seconds=TEST_SECONDS))
