#!/usr/bin/env python3
"""A tenant moves from one cell to another behind a real router, under load and with kills: every case is at its target once."""
import base64
import json
import os
import secrets
import subprocess
import sys
import uuid

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, TEST_SECONDS, run_cases, targets  # noqa: E402
from cells_run import CellsRun, is_installed  # noqa: E402
from private_postgres import PrivatePostgres  # noqa: E402
import cases  # noqa: E402

FEW, MANY = 20, 280
PER_SECOND, BATCH = 60, 5
NAME = "wanderer"
TENANT = f"""kind: tenant
name: {NAME}
region: us
sources: [/engage/us/{NAME}]
credentials:
  - {{name: {NAME}-events, kind: standard_webhooks, secrets: ["secret:event-key"]}}
"""
KEPT = ("data-north", "data-south", "logs", "router", "moves")  # folders in which nothing may be in clear


class MoveCases(CellsRun):
    def setUp(self):
        super().setUp()
        self.places.event_secrets[NAME] = secrets.token_bytes(32)
        self.event_key = "whsec_" + base64.b64encode(self.places.event_secrets[NAME]).decode()
        self.lines = cases.of_tenant(NAME, self.made_up(MANY))
        self.rows = ["acme north", "globex south"]
        os.mkdir(self.places.path("moves"))

    def around(self, cell):
        return {**self.surroundings(), "HUBCTL_URL": cell.admin_url}

    def try_at(self, cell, *words, given=None):
        return subprocess.run([HUBCTL, *words], env=self.around(cell), input=given, capture_output=True, text=True,
                              timeout=TEST_SECONDS, check=False)

    def at(self, cell, *words, given=None):
        done = self.try_at(cell, *words, given=given)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout

    def start_with_tenant_in_north(self):
        self.start_cells(*self.rows, NAME + " north")
        self.at(self.north, "secret", "set", NAME, "event-key", given=self.event_key)
        self.at(self.north, "secret", "set", NAME, "crm-secret", given=self.places.target_secret)
        target = targets.resource(self.target, NAME, self.places.target_ports[self.target], "x")
        with open(self.places.path("wanderer.yaml"), "w", encoding="utf-8") as file:
            file.write(TENANT + target.replace("file:x", "secret:crm-secret"))
        self.at(self.north, "apply", self.places.path("wanderer.yaml"))

    def file_of(self, source):
        return self.places.path("moves", f"from-{source.name}")

    def export(self, source, to):
        key = self.at(to, "cell", "key").strip()
        self.at(source, "tenant", "export", NAME, self.file_of(source), "--to", key)

    def switch(self, source, to):
        """The second half of a move."""
        self.at(to, "tenant", "import", self.file_of(source))
        self.router.move(*self.rows, f"{NAME} {to.name}")
        self.at(source, "tenant", "remove", NAME, "--yes")

    def outcomes(self, cell):
        entries = json.loads(cell.ask("GET", "/api/v1/certificates?limit=1000"))["certificates"]
        return [one["entry"].get("outcome", one["entry"].get("addendum")) for one in entries]

    def all_are_duplicates(self, lines):
        sender = self.send_routed(NAME, lines)
        self.assertEqual(sender.repeated, len(lines))

    def late_news_of(self, line):
        """An event about the same case, with an id of its own."""
        event = json.loads(line)
        event.update(id=str(uuid.uuid4()), type="com.vergic.engage.case.updated.v1")
        event["data"]["wrap_up"] = {"notes": "late"}
        return json.dumps(event).encode()

    def nothing_is_lost_or_twice(self, count):
        self.wait_until_cells(lambda: sum(cell.status()["cases_held"] for cell in self.cells) == 0, "nothing is held")
        state = self.org.state()
        self.assertEqual(state["records"][targets.named(self.target).case_records], count)
        self.assertEqual(set(state["duplicates"].values()), {0})

    def in_clear(self, *texts):
        """Which of them lie in a file that a cell, the router or the move keeps."""
        found = set()
        for folder in KEPT:
            for where, _, names in os.walk(self.places.path(folder)):
                for name in names:
                    with open(os.path.join(where, name), "rb") as file:
                        content = file.read()
                    found |= {text for text in texts if text.encode() in content}
        return found

    def nothing_is_in_clear(self):
        texts = [self.event_key, self.places.target_secret]
        for line in self.lines[:FEW]:
            data = json.loads(line)["data"]
            texts += [data["case"]["id"], data["session"]["id"]]
        with open(self.places.path("moves", "control"), "w", encoding="utf-8") as file:
            file.write("before " + texts[-1] + " after")
        self.assertEqual(self.in_clear(*texts), {texts[-1]}, "the search finds what lies in clear, and that alone")

    def test_a_tenant_moves_under_load_while_its_cell_is_killed(self):
        self.start_with_tenant_in_north()
        self.send_routed(NAME, self.lines[:FEW])
        self.wait_until_cells(lambda: len(self.outcomes(self.north)) == FEW, "they are delivered")
        self.at(self.north, "lanes", "pause", NAME, self.target)
        sender = self.begin_to_send(NAME, self.lines[FEW:], PER_SECOND, BATCH)
        self.wait_until_cells(lambda: self.north.status()["cases_held"] >= BATCH, "cases wait")
        key = self.at(self.south, "cell", "key").strip()
        begun = subprocess.Popen([HUBCTL, "tenant", "export", NAME, self.file_of(self.north), "--to", key],
                                 env=self.around(self.north), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_until_cells(lambda: self.offer(f"/tenants/{NAME}/v1/cases", b"[" + self.lines[-1] + b"]", NAME)[0] == 503,
                              "its events are to come again")
        self.north.kill()
        begun.communicate(timeout=TEST_SECONDS)
        self.assertFalse(os.path.exists(self.file_of(self.north)))
        self.north.start()
        self.at(self.north, "lanes", "resume", NAME, self.target)
        self.assertFalse(sender.is_done(), "there is load")
        self.export(self.north, self.south)
        self.assertFalse(sender.is_done(), "there is load still")
        self.switch(self.north, self.south)
        self.wait_until_cells(sender.is_done, "every event is answered")
        self.assertEqual((sender.acknowledged, sender.problems), (MANY - FEW, []))
        self.nothing_is_lost_or_twice(MANY)
        *delivered, last = self.outcomes(self.north)
        self.assertEqual(last, "tenant removed")
        self.assertEqual(delivered + self.outcomes(self.south), ["delivered"] * MANY)
        self.assertTrue(self.outcomes(self.south), "some came to the new cell")
        self.all_are_duplicates(self.lines)
        self.send_routed(NAME, [self.late_news_of(line) for line in self.lines[:FEW]])
        self.nothing_is_lost_or_twice(MANY)
        self.assertEqual(self.north.tenants(), ["acme"])
        self.assertEqual(len(delivered + self.outcomes(self.south)), MANY)
        self.nothing_is_in_clear()
        self.erasure_finds(self.lines[0])

    def erasure_finds(self, line):
        """What the old cell wrote, by the visitor's session, which the new one has never seen."""
        session = json.loads(line)["data"]["session"]["id"]
        erased = json.loads(self.at(self.south, "erase", "--tenant", NAME, "--session", session, "--json"))
        self.assertIn('"erased"', json.dumps(erased))


class MoveTest(MoveCases):
    def test_an_import_that_is_cut_short_is_done_again(self):
        self.start_with_tenant_in_north()
        self.send_routed(NAME, self.lines[:FEW])
        self.export(self.north, self.south)
        with open(self.file_of(self.north), encoding="ascii") as file:
            parts = file.readlines()
        short = self.places.path("moves", "short")
        with open(short, "w", encoding="ascii") as file:
            file.writelines(parts[:-1])
        done = self.try_at(self.south, "tenant", "import", short)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("ends too early", done.stderr)
        self.south.kill()
        self.south.start()
        with open(short, "w", encoding="ascii") as file:
            file.writelines([parts[0], *parts[2:]])
        done = self.try_at(self.south, "tenant", "import", short)
        self.assertEqual(done.returncode, 3)
        self.assertIn("begin with the first one", done.stderr)
        self.assertEqual(self.south.tenants(), ["globex"])
        self.switch(self.north, self.south)
        self.south.stop()
        self.south.start()
        self.all_are_duplicates(self.lines[:FEW])
        self.nothing_is_lost_or_twice(FEW)

    def test_a_move_that_is_given_up_ends_where_it_began(self):
        self.start_with_tenant_in_north()
        self.send_routed(NAME, self.lines[:FEW])
        self.export(self.north, self.north)
        self.at(self.north, "tenant", "remove", NAME, "--yes")
        self.at(self.north, "tenant", "import", self.file_of(self.north))
        self.all_are_duplicates(self.lines[:FEW])
        self.nothing_is_lost_or_twice(FEW)

    def test_what_cannot_move_is_refused_with_words(self):
        self.start_with_tenant_in_north()
        key = self.at(self.south, "cell", "key").strip()
        slip = self.try_at(self.north, "tenant", "export", NAME, self.file_of(self.north), "--to", key[:-1] + "!")
        self.assertEqual(slip.returncode, 2)
        self.send_routed(NAME, self.lines[:1])
        for words, why in ((("nobody", self.file_of(self.north), "--to", key), "there is no such tenant"),
                           (("acme", self.file_of(self.north), "--to", key), "resources folder")):
            done = self.try_at(self.north, "tenant", "export", *words)
            self.assertEqual(done.returncode, 3, words)
            self.assertIn(why, done.stderr)
        self.export(self.north, self.south)
        elsewhere = self.try_at(self.north, "tenant", "import", self.file_of(self.north))
        self.assertIn("sealed for another cell", elsewhere.stderr)
        self.switch(self.north, self.south)
        again = self.try_at(self.south, "tenant", "import", self.file_of(self.north))
        self.assertEqual(again.returncode, 3)
        self.assertIn("there is a tenant of this name here already", again.stderr)
        self.assertNotIn("key of ids", self.at(self.south, "secret", "list"))


class MoveToAndFroTest(MoveCases):
    """The southern cell has its store in PostgreSQL."""

    def make_cell(self, name, authority, tenant):
        self.cell_sections = ""
        if name == "south":
            self.postgres = PrivatePostgres()
            self.addCleanup(self.postgres.close)
            self.cell_sections = self.postgres.settings("hub")
        return super().make_cell(name, authority, tenant)

    def test_a_tenant_moves_there_and_back(self):
        self.start_with_tenant_in_north()
        third = MANY // 3
        for number, (source, to) in enumerate(((self.north, self.south), (self.south, self.north))):
            self.send_routed(NAME, self.lines[number * third:(number + 1) * third])
            self.export(source, to)
            self.switch(source, to)
        self.send_routed(NAME, self.lines)
        self.nothing_is_lost_or_twice(MANY)
        self.assertEqual(self.outcomes(self.south), ["delivered"] * third + ["tenant removed"])
        self.all_are_duplicates(self.lines)
        self.north.stop()
        self.north.start()
        self.all_are_duplicates(self.lines)
        self.nothing_is_lost_or_twice(MANY)


if __name__ == "__main__":
    if not is_installed("nginx"):
        print("skipped: nginx is not installed")
        sys.exit(0)
    with_postgres = [MoveToAndFroTest] if PrivatePostgres.is_installed() else []
    sys.exit(run_cases(MoveTest, *with_postgres))
