#!/usr/bin/env python3
"""A tenant of the United States whose hub stands partly there and partly in Sweden, each part in a network of its own with
one cable between the two. Everything that passes the cable is captured, without TLS: deliveries in both directions, the
database of the hub, its log, its backups, and an operator who looks at it from Sweden. Where the policy lets people's data
be in the United States only, no text of a case passes, whatever the policy does with what it refuses; with the rule that
allows it, it does."""
import contextlib
import functools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import BUILD, TEST_SECONDS, run_cases  # noqa: E402
from capture import Capture, streams_of  # noqa: E402
from places import free_port  # noqa: E402
from private_postgres import ADMINISTRATOR, PrivatePostgres, programs  # noqa: E402
from sender import batch_headers  # noqa: E402
from two_networks import TwoNetworks, ending_with_us, why_not  # noqa: E402
from us_tenant import TENANT, Node, TargetIn, marked_event, new_marker  # noqa: E402

RESIDUE = os.path.join(BUILD, "tools", "residue", "hub-residue")
US, SWEDEN = "aws-us", "sweden"
READABLE = ("/metrics", "/api/v1/status", "/api/v1/deliveries", "/api/v1/cases", "/api/v1/certificates", "/api/v1/audit")


class Archive:
    """Takes what is sent to it in Sweden: logs and backups."""

    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = self._listener.getsockname()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client:
                while client.recv(65536):
                    pass

    def close(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


class NetworksRun(unittest.TestCase):
    """What is in the United States reaches Sweden at ports of its own, and the other way round."""

    def setUp(self):
        self.networks = TwoNetworks(US, SWEDEN)
        self.addCleanup(self.networks.close)
        with self.networks.inside(US):
            self.capture = Capture(US)
        self.us = self.node(US, self.settings())
        self.sweden = self.node(SWEDEN, "backup_dir: backups\n")
        self.crm = self.target("crm", US)
        self.archive = self.target("archive", SWEDEN)
        with self.networks.inside(SWEDEN):
            self.collector = Archive()
        self.addCleanup(self.collector.close)
        self.collector_ports = {name: free_port() for name in ("log", "backup")}
        for name, port in self.collector_ports.items():
            self.networks.wire(name, SWEDEN, self.collector.address, ("127.0.0.1", port))
        self.operator_port = free_port()
        self.networks.wire("operator", US, ("127.0.0.1", self.us.files.admin_port), ("127.0.0.1", self.operator_port))
        self.markers = {place: new_marker() for place in (US, SWEDEN)}

    def settings(self):
        """More lines of the hub's in the United States. Its backups go to Sweden, if they may."""
        return "backup_dir: backups\nbackup_place: sweden\n"

    def node(self, place, settings):
        node = Node(place, settings, functools.partial(self.networks.inside, place), ending_with_us)
        self.addCleanup(node.end)
        return node

    def target(self, name, place):
        """Both networks reach it at the same port of their own."""
        target = TargetIn(name, place, self.us.files.root, inside=functools.partial(self.networks.inside, place),
                          wrapped=ending_with_us)
        self.addCleanup(target.end)
        self.networks.wire(name, place, ("127.0.0.1", target.port), ("127.0.0.1", target.port))
        return target

    def begin(self, people, refusal="{action: redact}", its_targets=None):
        for node in (self.us, self.sweden):
            node.configure(people, refusal, its_targets or (self.crm, self.archive))
            node.start()

    def run_both(self, people):
        """A case at each node. It waits at that in the United States until everything that carries its data was done."""
        self.begin(people)
        for name in ("crm", "archive"):
            self.assertEqual(self.us.hubctl("lanes", "pause", TENANT, name).returncode, 0)
        self.us.send([marked_event(0, self.markers[US])])
        self.assertEqual(self.us.held(), 1)
        self.look_from_sweden()
        self.back_up(people)
        for name in ("crm", "archive"):
            self.assertEqual(self.us.hubctl("lanes", "resume", TENANT, name).returncode, 0)
        self.us.wait_until(lambda: self.us.held() == 0)
        self.sweden.deliver([marked_event(1, self.markers[SWEDEN])])
        for node in (self.us, self.sweden):
            self.assertEqual([entry["outcome"] for entry in node.certificates()], ["delivered"], node.place)
        self.look_from_sweden()
        self.ship("log", self.us.service.log)

    def look_from_sweden(self):
        with self.networks.inside(SWEDEN):
            for path in READABLE:
                request = urllib.request.Request(f"http://127.0.0.1:{self.operator_port}{path}",
                                                 headers={"Authorization": "Bearer " + self.us.files.admin_key})
                with urllib.request.urlopen(request, timeout=TEST_SECONDS) as answer:
                    answer.read()

    def back_up(self, people):
        """To Sweden, where the policy may refuse it; what is there then is sent."""
        answer = self.us.hubctl("backup")
        if SWEDEN in people:
            self.assertEqual(answer.returncode, 0, answer.stderr)
            self.ship("backup", os.path.join(answer.stdout.strip(), "hub.db"))
        else:
            self.assertEqual(answer.returncode, 3, answer.stdout)
            self.assertIn("allows no backup in place 'sweden'", answer.stderr)
            self.assertEqual(os.listdir(self.us.files.path("backups")), [])

    def ship(self, name, file):
        """To the collector in Sweden."""
        with self.networks.inside(US), socket.create_connection(("127.0.0.1", self.collector_ports[name])) as connection:
            with open(file, "rb") as content:
                connection.sendfile(content)
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(connection.recv(1), b"", "the collector has all of it")

    def passed(self):
        """What passed the cable, by what it was for: the bytes of both directions. And whose text was found in which."""
        frames = self.capture.end()
        content = {name: b"" for name in self.networks.wires.values()}
        for stream in streams_of(frames):
            port = next(port for port in stream.ports if port in self.networks.wires)
            content[self.networks.wires[port]] += stream.content() + b"\n"
        return content, {place: self.places_of(marker, content, frames) for place, marker in self.markers.items()}

    def places_of(self, marker, content, frames):
        """Names of what holds the marker, as it is or as JSON, hex or base64 would write it; "frame" for single frames."""
        with tempfile.TemporaryDirectory() as folder:
            for name, data in (*content.items(), ("frame", b"\n".join(frames))):
                with open(os.path.join(folder, name), "wb") as file:
                    file.write(data)
            event = json.dumps({"data": {"marker": marker}}).encode()
            answer = subprocess.run([RESIDUE, "--cases", "-", folder], input=event, capture_output=True, check=False,
                                    timeout=TEST_SECONDS)
            self.assertIn(answer.returncode, (0, 1), answer.stderr)
            return sorted(os.path.basename(found["file"]) for found in json.loads(answer.stdout)["found"])

    def assert_nothing_lies_about(self):
        for node in (self.us, self.sweden):
            for marker in self.markers.values():
                self.assertEqual(node.files_with(marker.encode()), [])

    def assert_the_capture_sees(self, content):
        """Each kind of traffic, in clear."""
        for name in ("crm", "archive"):
            self.assertIn(b"POST /crm/v3/objects/", content[name])
        self.assertIn(b"GET /api/v1/cases ", content["operator"])
        self.assertIn(b"the hub is ready", content["log"])


class CableTest(NetworksRun):
    def test_people_of_the_united_states_never_pass_to_sweden(self):
        self.run_both("[aws-us]")
        content, found = self.passed()
        self.assert_the_capture_sees(content)
        self.assertEqual(found, {US: [], SWEDEN: []})
        self.assertEqual(content["backup"], b"")
        self.assert_nothing_lies_about()
        allowed = {node.place: node.certificates()[0]["allowed"]["store"] for node in (self.us, self.sweden)}
        self.assertEqual(allowed, {US: ["nobody", "keyed", "people"], SWEDEN: ["nobody", "keyed"]})

    def test_with_the_rule_that_allows_it_they_do_and_only_in_what_is_delivered(self):
        self.run_both("[aws-us, sweden]")
        content, found = self.passed()
        self.assert_the_capture_sees(content)
        self.assertIn(b"SQLite format 3", content["backup"])
        self.assertEqual(found, {US: ["archive", "frame"], SWEDEN: ["crm", "frame"]})
        self.assert_nothing_lies_about()


class RefusalTest(NetworksRun):
    """People's data may be in the United States only, and the policy says what becomes of the rest."""

    def post_in_sweden(self):
        """The status and the answer to an event that its policy may refuse."""
        body = b"[" + marked_event(1, self.markers[SWEDEN]) + b"]"
        headers = batch_headers(self.sweden.files.event_secret, "msg_1", body)
        url = f"http://127.0.0.1:{self.sweden.files.events_port}/v1/cases"
        with self.networks.inside(SWEDEN):
            try:
                with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=TEST_SECONDS) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                with refused:
                    return json.load(refused)

    def problem_in_sweden(self):
        return self.post_in_sweden()["rejected"][0]["problem"]["type"]

    def nothing_passed(self):
        content, found = self.passed()
        self.assertEqual(found, {US: [], SWEDEN: []})
        self.assert_nothing_lies_about()
        return content

    def test_what_is_rejected(self):
        self.begin("[aws-us]", "{action: reject}", (self.crm,))
        self.assertEqual(self.problem_in_sweden(), "urn:connector-hub:problem:policy-refused")
        self.us.deliver([marked_event(0, self.markers[US])])
        self.nothing_passed()

    def test_what_is_rejected_on_the_way_to_a_target_lets_no_hub_start(self):
        self.us.configure("[aws-us]", "{action: reject}", (self.crm, self.archive))
        checked = self.us.hubctl("config", "check", self.us.files.path("hub.yaml"))
        self.assertEqual(checked.returncode, 1)
        self.assertIn("this target may see pseudonymous at most", checked.stdout)

    def test_what_is_parked(self):
        self.begin("[aws-us]", "{action: park, for: 20000d}")
        self.assertEqual(self.problem_in_sweden(), "urn:connector-hub:problem:policy-parked")
        self.us.send([marked_event(0, self.markers[US])])
        self.us.wait_until(lambda: self.us.get("/api/v1/deliveries?state=retrying")["deliveries"])
        states = {one["target"]: one["state"] for one in self.us.get("/api/v1/deliveries")["deliveries"]}
        self.assertEqual(states["archive"], "retrying")
        self.nothing_passed()

    def test_what_is_dropped(self):
        self.begin("[aws-us]", "{action: drop}")
        self.assertEqual(self.post_in_sweden()["accepted"][0]["status"], "refused")
        self.us.deliver([marked_event(0, self.markers[US])])
        states = {one["target"]: one["state"] for one in self.us.certificates()[0]["targets"]}
        self.assertEqual(states, {"crm": "confirmed", "archive": "refused"})
        self.nothing_passed()


class DatabaseTest(NetworksRun):
    """The store of the hub in the United States is PostgreSQL, in Sweden."""

    def setUp(self):
        if not PrivatePostgres.is_installed():
            self.skipTest("PostgreSQL is not installed")
        super().setUp()

    def settings(self):
        postgres = PrivatePostgres()
        self.addCleanup(postgres.close)
        postgres.query("CREATE DATABASE hub")
        self.entrance = tempfile.mkdtemp(prefix="hub-postgres-")
        self.addCleanup(os.rmdir, self.entrance)
        socket_name = os.path.join(self.entrance, ".s.PGSQL.5432")
        self.addCleanup(os.remove, socket_name)
        self.networks.wire("database", SWEDEN, os.path.join(postgres.folder, ".s.PGSQL.5432"), socket_name)
        return f"store:\n  postgres: {{host: {self.entrance}, database: hub, user: {ADMINISTRATOR}}}\n"

    def back_up(self, people):
        """With PostgreSQL's own tool, from the other side of the cable."""
        subprocess.run([os.path.join(programs(), "pg_dump"), "-h", self.entrance, "-U", ADMINISTRATOR, "-d", "hub", "-f",
                        self.us.files.path("backups", "dump.sql")], check=True, timeout=TEST_SECONDS)
        self.ship("backup", self.us.files.path("backups", "dump.sql"))

    def look_at(self, content):
        self.assert_the_capture_sees(content)
        self.assertIn(b"insert into contents", content["database"].lower())
        self.assertIn(b"COPY public.contents", content["backup"])

    def test_what_lies_in_the_database_passes_sealed(self):
        self.run_both("[aws-us]")
        content, found = self.passed()
        self.look_at(content)
        self.assertEqual(found, {US: [], SWEDEN: []})
        self.assert_nothing_lies_about()

    def test_with_the_rule_that_allows_it_still_only_deliveries_show_it(self):
        self.run_both("[aws-us, sweden]")
        content, found = self.passed()
        self.look_at(content)
        self.assertEqual(found, {US: ["archive", "frame"], SWEDEN: ["crm", "frame"]})


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print("skipped: " + reason)
        sys.exit(0)
    sys.exit(run_cases(CableTest, RefusalTest, DatabaseTest))
