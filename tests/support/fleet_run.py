"""Several hubs as processes on one PostgreSQL: each with a data folder, a name, a certificate and ports of its own.

A test file imports this as it does hub_run.
"""
import json
import subprocess

import cases
import targets
from cluster.authority import Authority
from hub_run import HUBCTL, HubRun
from node import Node
from places import free_port
from private_postgres import PrivatePostgres
from sender import Sender

LEASE_SECONDS = 3


class TestedNode(Node):
    def become(self, *command):
        """From its next start on it is this program."""
        self.service.command[:-1] = command

    def tracked(self, tenant):
        """How many tracking events there are of it."""
        tenants = json.loads(self.ask("GET", "/api/v1/tracking?tenant=" + tenant))["tenants"]
        return sum(day["events"] for its in tenants for day in its["days"])


class FleetRun(HubRun):
    """`names`: of the hubs; the first one makes the keys."""

    names = ("north", "south")
    tenants = ("acme", "globex")

    def setUp(self):
        self.postgres = PrivatePostgres()
        self.settings = ("delivery: {first_backoff: 10ms, longest_backoff: 200ms, first_probe: 50ms, longest_probe: 200ms,"
                         " read_pause: 10ms, sweep: 1s}\n" + self.postgres.settings("hub"))
        super().setUp()
        authority = Authority(self.places.path("authority"))
        peers_ports = {name: free_port() for name in self.names}
        self.nodes = [self._make_node(name, authority, peers_ports) for name in self.names]

    def tearDown(self):
        for node in self.nodes:
            if node.service.is_alive():
                node.service.kill()
        super().tearDown()
        self.postgres.close()

    def _make_node(self, name, authority, peers_ports):
        certificate, key = authority.issue(name, "127.0.0.1", self.places.path("tls-" + name))
        others = ", ".join(f'"https://127.0.0.1:{port}"' for other, port in peers_ports.items() if other != name)
        sections = (f"fleet: {{name: {name}, lease: {LEASE_SECONDS}s}}\npeers:\n  port: {peers_ports[name]}\n"
                    f"  certificate: {certificate}\n  key: {key}\n  authority: {authority.certificate}\n  nodes: [{others}]\n")
        return TestedNode(self.places, name, self.program, sections, ports=(free_port(), free_port()))

    def start_fleet(self):
        """Once each has tenants."""
        for node in self.nodes:
            node.start()
        self.wait_until_spread()

    def wait_until_spread(self):
        def is_spread():
            owned = [node.tenants() for node in self.nodes]
            return all(owned) and sum(map(len, owned)) == len(self.tenants)

        self.wait_until_fleet(is_spread, "each has its share")

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
        return cases.of_tenant(tenant, lines)

    def hubctl_at(self, node, *words):
        answer = subprocess.run([HUBCTL, *words], env=self.surroundings() | {"HUBCTL_URL": node.admin_url}, capture_output=True,
                                text=True, check=True)
        return answer.stdout

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
