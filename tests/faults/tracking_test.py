#!/usr/bin/env python3
"""Visitor tracking of a real hub: what it takes and refuses, what is left of it on disk, in backups and after kills, and
how it goes: by session, by tenant, with the tenant."""
import base64
import json
import os
import sqlite3
import subprocess
import sys
import uuid

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import BUILD, HUBCTL, TEST_SECONDS, HubRun, run_cases  # noqa: E402
from private_postgres import PrivatePostgres  # noqa: E402
from residue import Residue  # noqa: E402
from sender import batch_headers  # noqa: E402
from tracked_events import track, tracked  # noqa: E402

RESIDUE = os.path.join(BUILD, "tools", "residue", "hub-residue")
EVENTS = 40


class TrackingRun(HubRun):
    settings = "backup_dir: backups\ndelivery: {first_backoff: 10ms, longest_backoff: 100ms, sweep: 100ms}\n"

    def setUp(self):
        super().setUp()
        os.mkdir(self.places.path("backups"))
        self.sessions = [f"session-{uuid.uuid4().hex}" for _ in range(4)]
        self.events = [tracked(self.sessions[number % 4], page="/page-of-a-visit/" + uuid.uuid4().hex)
                       for number in range(EVENTS)]
        self.residue = Residue(RESIDUE, self.places, [json.dumps(event).encode() for event in self.events], self.hub)

    def track_all(self):
        status, answer = track(self, self.events)
        self.assertEqual((status, len(answer["accepted"]), answer["rejected"]), (202, EVENTS, []))

    def counted(self):
        """Of the tenant, on all its days."""
        tenants = json.loads(self.hubctl("tracking", "status", "--json", "--tenant", "acme"))["tenants"]
        return sum(day["events"] for day in tenants[0]["days"])

    def addenda(self):
        return [entry.get("addendum") for entry in self.certificates()]

    def opens(self):
        """Texts of the events that somebody finds who has the data folder, the key files and the root key."""
        return self.residue.remaining()["opened_hits"]

    def nothing_remains(self):
        self.wait_until(lambda: self.opens() == 0, "no key opens anything")
        self.assertEqual(self.residue.remaining()["sealed_rows"], 0)


class DoorTest(TrackingRun):
    def test_events_are_taken_sealed_and_only_counted(self):
        self.start_hub()
        self.track_all()
        self.assertEqual(self.counted(), EVENTS)
        self.assertEqual([item["status"] for item in track(self, self.events[:2])[1]["accepted"]], ["duplicate"] * 2)
        self.no_file_has(*self.sessions)
        self.assertGreater(self.opens(), 0, "the search finds them where every key is at hand")
        self.assertIn(f"{EVENTS}\n", self.hubctl("tracking", "status"))

    def test_one_with_an_e_mail_address_in_it_is_refused_and_not_told(self):
        self.start_hub()
        address = f"anna-{uuid.uuid4().hex[:8]}@example.com"
        status, answer = track(self, [tracked(self.sessions[0], page="/hello/" + address), self.events[0]])
        self.assertEqual((status, len(answer["accepted"])), (202, 1))
        problem = answer["rejected"][0]["problem"]
        self.assertEqual(problem["type"], "urn:connector-hub:problem:personal-data")
        self.assertEqual([error["pointer"] for error in problem["errors"]], ["/0/data/page"])
        self.assertNotIn(address, json.dumps(answer))
        self.no_file_has(address)

    def test_a_tenant_that_takes_none_says_so(self):
        self.places.change_resources("acme", "platform:\n", "tracking: {days: 0}\nplatform:\n")
        self.start_hub()
        status, answer = track(self, self.events[:1])
        self.assertEqual((status, answer["accepted"]), (202, []))
        self.assertEqual(answer["rejected"][0]["problem"]["type"], "urn:connector-hub:problem:tracking-off")

    def test_more_than_a_days_events_are_told_to_come_back(self):
        self.places.change_resources("acme", "platform:\n", "tracking: {events_per_day: 10}\nplatform:\n")
        self.start_hub()
        status, answer = track(self, self.events)
        self.assertEqual((status, len(answer["accepted"]), len(answer["rejected"])), (202, 10, EVENTS - 10))
        self.assertEqual({item["problem"]["status"] for item in answer["rejected"]}, {429})
        self.assertEqual(self.counted(), 10)


class EndTest(TrackingRun):
    def test_a_session_goes_with_everything_that_is_of_it(self):
        self.start_hub()
        self.track_all()
        tried = self.run_hubctl("erase", "--tenant", "acme", "--session", self.sessions[0], "--dry-run")
        self.assertIn("tracking events of this session: 10, which would be deleted", tried.stdout)
        erased = self.run_hubctl("erase", "--tenant", "acme", "--session", self.sessions[0])
        self.assertIn("tracking events of this session: 10, deleted", erased.stdout)
        self.assertEqual(self.counted(), EVENTS - 10)
        self.assertEqual(self.addenda(), ["tracking erased"])
        of_session = [json.dumps(event).encode() for event in self.events if self.sessions[0] in json.dumps(event)]
        self.assertEqual(Residue(RESIDUE, self.places, of_session, self.hub).remaining()["opened_hits"], 0)
        self.assertGreater(self.opens(), 0, "others stay")

    def test_all_of_a_tenant_goes_at_once(self):
        self.start_hub()
        self.track_all()
        self.assertEqual(self.hubctl("tracking", "purge", "acme", "--yes"),
                         f"{EVENTS} tracking events of 1 days deleted\n")
        self.assertEqual((self.counted(), self.addenda()), (0, ["tracking deleted"]))
        self.nothing_remains()

    def test_a_tenant_that_is_removed_takes_its_events_along(self):
        self.start_hub()
        self.track_all()
        self.own_tenant_over_the_api()
        removed = self.run_hubctl("tenant", "remove", "globex", "--yes")
        self.assertEqual(removed.returncode, 0, removed.stderr)
        self.assertIn("tracking deleted", self.addenda())
        self.assertEqual(self.addenda()[-1], "tenant removed")
        self.assertEqual(self.counted(), EVENTS, "others stay")

    def own_tenant_over_the_api(self):
        """A customer of its own, with one event."""
        secret = os.urandom(32)
        for name, value in (("engage", "whsec_" + base64.b64encode(secret).decode()),
                            ("crm", self.places.target_secret)):
            subprocess.run([HUBCTL, "secret", "set", "globex", name], env=self.surroundings(), check=True, input=value,
                           text=True, capture_output=True, timeout=TEST_SECONDS)
        with open(self.places.path("resources", "acme.yaml"), encoding="utf-8") as file:
            text = file.read()
        target = (text[text.index("kind: target"):].replace("tenant: acme", "tenant: globex")
                  .replace("file:" + self.places.path("target.key"), "secret:crm"))
        document = self.places.path("globex.yaml")
        with open(document, "w", encoding="utf-8") as file:
            file.write("kind: tenant\nname: globex\nregion: us\nsources: [/engage/us/globex]\ncredentials:\n"
                       "  - {name: globex, kind: standard_webhooks, secrets: [secret:engage]}\n---\n" + target)
        self.hubctl("apply", document)
        body = json.dumps([dict(tracked(self.sessions[0]), source="/engage/us/globex")]).encode()
        status, answer = self.request(batch_headers(secret, "msg_globex", body), body, "/v1/tracking")
        self.assertEqual((status, len(answer["accepted"])), (202, 1), answer)


class KillTest(TrackingRun):
    def test_what_was_acknowledged_is_there_after_every_kill_and_goes_when_it_is_purged(self):
        self.start_hub()
        for at in range(0, EVENTS, 4):
            status, answer = track(self, self.events[at:at + 4])
            self.assertEqual((status, len(answer["accepted"])), (202, 4))
            self.hub.kill()
            self.start_hub()
            self.assertEqual(self.counted(), at + 4)
        self.hubctl("tracking", "purge", "acme", "--yes")
        self.hub.kill()
        self.start_hub()
        self.assertEqual(self.counted(), 0)
        self.nothing_remains()

    def test_a_backup_has_none_of_them_and_a_restored_one_brings_none_back(self):
        self.start_hub()
        self.track_all()
        folder = self.hubctl("backup").strip()
        database = sqlite3.connect(f"file:{folder}/hub.db?mode=ro", uri=True)
        for table in ("tracking_days", "tracking_events"):
            self.assertEqual(database.execute(f"SELECT count(*) FROM {table}").fetchone(), (0,), table)
        self.assertEqual(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        database.close()
        self.assertIn("without keys", self.hubctl("backup", "check", folder))
        self.hub.kill()
        for name in os.listdir(self.places.path("data")):
            if name.startswith("hub.db"):
                os.remove(self.places.path("data", name))
        with open(os.path.join(folder, "hub.db"), "rb") as source, open(self.places.path("data", "hub.db"), "wb") as file:
            file.write(source.read())
        self.start_hub()
        self.assertEqual(self.counted(), 0)
        self.nothing_remains()


class PostgresTest(TrackingRun):
    def setUp(self):
        if not PrivatePostgres.is_installed():
            self.skipTest("PostgreSQL is not installed")
        postgres = PrivatePostgres()
        self.addCleanup(postgres.close)
        self.postgres = postgres
        self.settings = "delivery: {sweep: 100ms}\n" + postgres.settings("hub")
        super().setUp()

    def test_only_ciphertext_is_there_and_no_key_opens_what_was_purged(self):
        self.start_hub()
        self.track_all()
        self.hub.kill()
        self.start_hub()
        self.assertEqual(self.counted(), EVENTS)
        self.assertEqual(self.residue.search(self.postgres.written("hub"))["hits"], 0)
        self.hubctl("tracking", "purge", "acme", "--yes")
        self.assertEqual(self.postgres.query("SELECT count(*) FROM tracking_events", "hub"), ["0"])
        self.assertEqual(self.postgres.query("SELECT count(*) FROM tracking_days", "hub"), ["0"])


if __name__ == "__main__":
    sys.exit(run_cases(DoorTest, EndTest, KillTest, PostgresTest))
