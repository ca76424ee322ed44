#!/usr/bin/env python3
"""A hub whose store is in PostgreSQL: what is delivered when either of the two ends or goes away, and what lies there."""
import contextlib
import http.client
import os
import shutil
import sys
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import BUILD, TEST_SECONDS, answers, run_cases  # noqa: E402
from places import free_port  # noqa: E402
from postgres_run import PostgresRun  # noqa: E402
from private_postgres import PrivatePostgres  # noqa: E402
from residue import Residue  # noqa: E402
from services import Service  # noqa: E402

RESIDUE = os.path.join(BUILD, "tools", "residue", "hub-residue")
CASES = 300
FEW = 20
NEEDS_A_PERSON, TRIES_AGAIN = 78, 1  # exit statuses: a service manager starts it again only after the second


class FaultTest(PostgresRun):
    def test_cases_are_delivered_once_while_postgresql_restarts_under_load(self):
        self.start_simulator()
        self.start_hub()
        sender = self.begin_to_send(self.made_up(CASES))
        for _ in range(4):
            self.restart_postgres()
        self.wait_until(sender.is_done, "every event is answered")
        self.assertEqual((sender.acknowledged, sender.problems), (CASES, []))
        self.all_delivered_and_gone(CASES)

    def test_cases_are_delivered_once_when_hub_and_postgresql_end_under_load(self):
        self.start_simulator()
        self.start_hub()
        sender = self.begin_to_send(self.made_up(CASES))
        for _ in range(3):
            self.wait_until(lambda: self.postgres.query("SELECT count(*) FROM certificates", "hub") != ["0"] or sender.is_done(),
                            "it has begun to deliver")
            self.hub.kill()
            self.restart_postgres()
            self.start_hub()
        self.wait_until(sender.is_done, "every event is answered")
        self.assertEqual((sender.acknowledged, sender.problems), (CASES, []))
        self.all_delivered_and_gone(CASES)

    def test_while_postgresql_is_away_the_hub_says_so_and_takes_nothing(self):
        self.start_simulator()
        self.start_hub()
        lines = self.made_up(FEW)
        self.send(lines[:1])
        self.postgres.stop()
        self.wait_until(lambda: not self.is_ready(), "an idle hub notices")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(self.places.admin_url + "/readyz", timeout=10)
        with refused.exception as answer:
            self.assertEqual(answer.code, 503)
            self.assertIn("database", answer.read().decode())
        headers, body = self.signed(lines[1])
        request = urllib.request.Request(f"http://127.0.0.1:{self.places.events_port}/v1/cases", body, headers)
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        with refused.exception as answer:
            self.assertEqual(answer.code, 503)
            self.assertGreater(int(answer.headers["Retry-After"]), 0)
        self.assertTrue(answers(self.places.admin_url + "/healthz"))
        self.postgres.start()
        self.wait_until(self.is_ready, "the hub goes on")
        self.send(lines[1:])
        self.all_delivered_and_gone(FEW)

    def test_a_hub_of_other_keys_is_refused_by_the_database(self):
        self.start_hub()
        self.hub.stop()
        self.places.change("data_dir: data", "data_dir: data-of-another")
        self.hub.start()
        self.hub.process.wait(30)
        self.assertEqual(self.hub.process.returncode, NEEDS_A_PERSON)
        with open(self.hub.log, encoding="utf-8") as log:
            self.assertIn("other key files", log.read())

    def test_of_two_hubs_with_the_same_keys_the_first_one_ends_and_stays_away(self):
        self.start_simulator()
        self.start_hub()
        copy = self.places.path("copy")
        with self.hub.frozen():
            shutil.copytree(self.places.path("data"), copy)
        self.places.change("data_dir: data", "data_dir: copy")
        for port in (self.places.events_port, self.places.admin_port):
            self.places.change(f"port: {port}", "port: 0")
        second = Service("the second hub", self.hub.command, self.places.path("logs", "second.log"))
        second.start()
        try:
            self.wait_until(lambda: self.postgres.query("SELECT fence FROM hub", "hub") == ["2"], "the second one writes")
            headers, body = self.signed(self.made_up(1)[0])
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.request(headers, body)
            self.assertEqual(self.hub.process.wait(TEST_SECONDS), NEEDS_A_PERSON)
            self.assertTrue(second.is_alive())
        finally:
            second.kill()

    def test_a_backup_is_left_to_postgresqls_own_tools(self):
        self.start_hub()
        answer = self.run_hubctl("backup")
        self.assertEqual(answer.returncode, 3, answer.stdout)
        self.assertIn("pg_basebackup", answer.stderr)


class NetworkTest(PostgresRun):
    """Over TLS, with a password."""

    def make_store(self):
        self.postgres = PrivatePostgres(free_port())
        self.postgres.query("CREATE ROLE hub LOGIN PASSWORD 'let me in'")
        self.postgres.query("CREATE DATABASE hub OWNER hub")
        self.password = os.path.join(self.postgres.folder, "password")
        self.set_password("let me in")
        return (f"store:\n  postgres:\n    host: localhost\n    port: {self.postgres.port}\n    database: hub\n    user: hub\n"
                f"    password: file:{self.password}\n    ca_file: {self.postgres.folder}/ca.pem\n")

    def set_password(self, text):
        with open(self.password, "w", encoding="utf-8") as file:
            file.write(text + "\n")

    def is_refused(self):
        self.hub.start()
        self.hub.process.wait(60)
        self.assertEqual(self.hub.process.returncode, TRIES_AGAIN)
        with open(self.hub.log, encoding="utf-8") as log:
            return log.read()

    def test_cases_are_delivered_and_a_password_is_read_anew(self):
        self.start_simulator()
        self.start_hub()
        encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING(pid) WHERE usename = 'hub' AND NOT ssl"
        self.assertEqual(self.postgres.query(encrypted), ["0"])
        self.send(self.made_up(FEW)[:1])
        self.postgres.query("ALTER ROLE hub PASSWORD 'another one'")
        self.set_password("another one")
        self.restart_postgres()
        self.send(self.made_up(FEW)[1:])
        self.all_delivered_and_gone(FEW)

    def test_a_server_that_cannot_prove_its_name_is_not_spoken_to(self):
        self.places.change("host: localhost", "host: 127.0.0.1")
        self.assertIn("127.0.0.1", self.is_refused())
        self.assertEqual(self.postgres.query("SELECT count(*) FROM pg_class WHERE relname = 'hub_schema'", "hub"), ["0"])

    def test_a_wrong_password_is_refused_and_not_told(self):
        self.set_password("guessed-8d2f")
        log = self.is_refused()
        self.assertIn("password authentication failed", log)
        self.assertNotIn("guessed-8d2f", log)


class CiphertextTest(PostgresRun):
    def search(self):
        """Texts of cases in what the server writes: tables, indexes, write-ahead log, its own log."""
        return self.residue.search(self.postgres.written("hub"))["hits"]

    def test_nothing_but_ciphertext_reaches_the_files_of_postgresql(self):
        self.start_simulator()
        self.start_hub()
        self.hubctl("lanes", "pause", "acme", "salesforce")
        lines = self.made_up(FEW)
        self.residue = Residue(RESIDUE, self.places, lines, self.hub)
        self.send(lines)
        self.assertEqual(self.postgres.query("SELECT count(*) FROM contents", "hub"), [str(FEW)])
        self.assertEqual(self.search(), 0)
        self.assertGreater(self.residue.remaining()["opened_hits"], 0, "whoever has all keys can read them")

        self.hubctl("lanes", "resume", "acme", "salesforce")
        self.all_delivered_and_gone(FEW)
        self.assertEqual(self.search(), 0)
        self.wait_until(lambda: self.residue.remaining()["opened_hits"] == 0, "no key opens anything")
        self.the_search_would_have_found_them(lines)

    def the_search_would_have_found_them(self, lines):
        """One case in clear, in a table whose rows are gone again: only old pages and the log still have it."""
        self.postgres.query("CREATE TABLE control(text TEXT); ALTER TABLE control ALTER COLUMN text SET STORAGE EXTERNAL", "hub")
        self.postgres.query("INSERT INTO control VALUES($control$" + lines[0].decode() + "$control$)", "hub")
        self.postgres.query("DELETE FROM control", "hub")
        self.assertGreater(self.search(), 0)


if __name__ == "__main__":
    if not PrivatePostgres.is_installed():
        print("skipped: PostgreSQL is not installed")
        sys.exit(0)
    sys.exit(run_cases(FaultTest, NetworkTest, CiphertextTest))
