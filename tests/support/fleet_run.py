"""Several hubs as processes on one PostgreSQL: each with a data folder, a name, a certificate and ports of its own.

A test file imports this as it does hub_run.
"""
import json
import subprocess
import urllib.request

import targets
from hub_run import HubRun, Service, TEST_SECONDS, answers, get_json
from places import free_port
from private_postgres import PrivatePostgres
from sender import Sender

LEASE_SECONDS = 3
NAMES = ("north", "south")  # the first one makes the keys


class Authority:
    """Of the fleet: whoever has a certificate of it is a node."""

    def __init__(self, places):
        self.places = places
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                      "-subj", "/CN=fleet", "-keyout", places.path("fleet.key"), "-out", places.path("fleet.pem"))

    def certify(self, name):
        path = self.places.path
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name,
                      "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path(name + "-node.key"), "-out", path(name + ".csr"))
        self._openssl("x509", "-req", "-in", path(name + ".csr"), "-CA", path("fleet.pem"), "-CAkey", path("fleet.key"),
                      "-CAcreateserial", "-days", "2", "-copy_extensions", "copy", "-out", path(name + "-node.pem"))

    @staticmethod
    def _openssl(*words):
        subprocess.run(["openssl", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


class Node:
    """A hub of the fleet; `service` is its process."""

    def __init__(self, run, name, events_port, admin_port):
        self.name, self.events_port, self.admin_port = name, events_port, admin_port
        self.admin_url, self.key = f"http://127.0.0.1:{admin_port}", run.places.admin_key
        self.service = Service(name, [run.program, "--config=" + run.places.path(name + ".yaml")],
                               run.places.path("logs", name + ".log"))

    def start(self):
        self.service.start()
        self.service.wait_until(lambda: answers(self.admin_url + "/readyz"), TEST_SECONDS)

    def status(self):
        return get_json(self.admin_url + "/api/v1/status", self.key)

    def ask(self, method, path, body=None):
        """What it answers an administrator."""
        request = urllib.request.Request(self.admin_url + path, body, {"Authorization": "Bearer " + self.key}, method=method)
        with urllib.request.urlopen(request, timeout=TEST_SECONDS) as answer:
            return answer.read()

    def tracked(self, tenant):
        """How many tracking events there are of it."""
        tenants = json.loads(self.ask("GET", "/api/v1/tracking?tenant=" + tenant))["tenants"]
        return sum(day["events"] for its in tenants for day in its["days"])

    def tenants(self):
        """Those whose lanes it has."""
        return sorted({lane["tenant"] for lane in self.status()["lanes"]})

    def log(self):
        with open(self.service.log, encoding="utf-8") as log:
            return log.read()


class FleetRun(HubRun):
    tenants = ("acme", "globex")

    def setUp(self):
        self.postgres = PrivatePostgres()
        self.settings = ("delivery: {first_backoff: 10ms, longest_backoff: 200ms, first_probe: 50ms, longest_probe: 200ms,"
                         " read_pause: 10ms, sweep: 1s}\n" + self.postgres.settings("hub"))
        super().setUp()
        authority = Authority(self.places)
        peers_ports = {name: free_port() for name in NAMES}
        self.nodes = [self._make_node(name, authority, peers_ports) for name in NAMES]

    def tearDown(self):
        for node in self.nodes:
            if node.service.is_alive():
                node.service.kill()
        super().tearDown()
        self.postgres.close()

    def _make_node(self, name, authority, peers_ports):
        authority.certify(name)
        node = Node(self, name, free_port(), free_port())
        settings = self.places.settings
        for old, new in (("data_dir: data", "data_dir: data-" + name),
                         (f"port: {self.places.events_port}", f"port: {node.events_port}"),
                         (f"port: {self.places.admin_port}", f"port: {node.admin_port}")):
            settings = settings.replace(old, new)
        others = ", ".join(f'"https://127.0.0.1:{port}"' for other, port in peers_ports.items() if other != name)
        settings += (f"fleet: {{name: {name}, lease: {LEASE_SECONDS}s}}\npeers:\n  port: {peers_ports[name]}\n"
                     f"  certificate: {name}-node.pem\n  key: {name}-node.key\n  authority: fleet.pem\n  nodes: [{others}]\n")
        with open(self.places.path(name + ".yaml"), "w", encoding="utf-8") as file:
            file.write(settings)
        return node

    def start_fleet(self):
        """Once their tenants are spread evenly."""
        for node in self.nodes:
            node.start()
        self.wait_until_fleet(lambda: all(len(node.tenants()) == 1 for node in self.nodes), "each has its share")

    def wait_until_fleet(self, holds, what):
        """While at least one node lives."""
        self.hub = next(node.service for node in self.nodes if node.service.is_alive())
        self.wait_until(holds, what)

    def node_of(self, tenant):
        return next(node for node in self.nodes if node.service.is_alive() and tenant in node.tenants())

    def node_without(self, tenant):
        return next(node for node in self.nodes if node.service.is_alive() and tenant not in node.tenants())

    def begin_to_send(self, node, tenant, lines, *pace):
        """`pace`: as a Sender has it."""
        sender = Sender(node.events_port, self.places.event_secrets[tenant], lines, *pace)
        sender.start()
        return sender

    def send_to(self, node, tenant, lines):
        """Until the node has answered every event for good."""
        sender = self.begin_to_send(node, tenant, lines)
        self.wait_until_fleet(sender.is_done, "every event is answered")
        self.assertEqual((sender.acknowledged, sender.problems), (len(lines), []))

    def of_tenant(self, tenant, lines):
        return [line.replace(b"/engage/us/acme", b"/engage/us/" + tenant.encode()) for line in lines]

    def rows(self, table):
        return int(self.postgres.query(f"SELECT count(*) FROM {table}", "hub")[0])

    def all_delivered_once_by_fleet(self, count):
        """Waits for the end, then: nothing lost, nothing twice, nothing kept."""
        self.wait_until_fleet(lambda: self.rows("cases") == 0, "nothing is held any more")
        state = self.org.state()
        self.assertEqual(state["records"][targets.named(self.target).case_records], count)
        self.assertEqual(set(state["duplicates"].values()), {0})
        for table in ("contents", "deliveries", "source_cases"):
            self.assertEqual(self.rows(table), 0, table)
        self.assertEqual(self.rows("certificates"), count)
