"""Several hubs as processes on one PostgreSQL: each with a data folder, a name and ports of its own.

A test file imports this as it does hub_run.
"""
import os
import shutil

from hub_run import HubRun, Service, TEST_SECONDS, answers, get_json
from places import free_port
from private_postgres import PrivatePostgres

LEASE_SECONDS = 3


class Node:
    """A hub of the fleet; `service` is its process."""

    def __init__(self, run, name, settings_file, events_port, admin_port):
        self.name, self.events_port, self.admin_port = name, events_port, admin_port
        self.admin_url = f"http://127.0.0.1:{admin_port}"
        self.key = run.places.admin_key
        self.service = Service(name, [run.program, "--config=" + settings_file], run.places.path("logs", name + ".log"))

    def start(self):
        self.service.start()
        self.service.wait_until(lambda: answers(self.admin_url + "/readyz"), TEST_SECONDS)

    def status(self):
        return get_json(self.admin_url + "/api/v1/status", self.key)

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
                         " read_pause: 10ms, sweep: 1s}\n" + self.postgres.settings("hub")
                         + f"fleet: {{name: north, lease: {LEASE_SECONDS}s}}\n")
        super().setUp()
        self.nodes = [Node(self, "north", self.places.path("hub.yaml"), self.places.events_port, self.places.admin_port)]

    def tearDown(self):
        for node in self.nodes:
            if node.service.is_alive():
                node.service.kill()
        super().tearDown()
        self.postgres.close()

    def add_node(self, name):
        """Another one with the same keys; the first one has to have made them."""
        node = Node(self, name, self.places.path(name + ".yaml"), free_port(), free_port())
        settings = self.places.settings
        for old, new in (("data_dir: data", "data_dir: data-" + name), ("name: north", "name: " + name),
                         (f"port: {self.places.events_port}", f"port: {node.events_port}"),
                         (f"port: {self.places.admin_port}", f"port: {node.admin_port}")):
            settings = settings.replace(old, new)
        with open(self.places.path(name + ".yaml"), "w", encoding="utf-8") as file:
            file.write(settings)
        keys = self.places.path("data-" + name, "keys")
        os.makedirs(keys, 0o700)
        shutil.copy(self.places.path("data", "keys", "ids.keys"), keys)
        self.nodes.append(node)
        return node

    def start_fleet(self, *names):
        """North, and these; once their tenants are spread evenly."""
        self.nodes[0].start()
        for name in names:
            self.add_node(name).start()
        share = len(self.tenants) // len(self.nodes)
        self.wait_until_fleet(lambda: all(len(node.tenants()) >= share for node in self.nodes), "each has its share")
        return self.nodes

    def wait_until_fleet(self, holds, what):
        """As wait_until(), whatever becomes of the nodes."""
        self.hub = self.nodes[-1].service
        self.wait_until(holds, what)

    def node_of(self, tenant):
        return next(node for node in self.nodes if node.service.is_alive() and tenant in node.tenants())
