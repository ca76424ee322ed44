"""Hubs side by side: one with its own database, or several with one PostgreSQL, each a process with ports and a folder of its own."""
import os
import sys

from cluster.authority import Authority
from places import free_port
from services import Failed, Service, answers, get_json

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.append(os.path.join(SOURCE, "tests", "support"))
from private_postgres import PrivatePostgres  # noqa: E402

READY_SECONDS = 60
SPREAD_SECONDS = 60


class Node:
    """One hub; `service` is its process."""

    def __init__(self, rig, name, settings, events_port, admin_port):
        self.name, self.key = name, rig.places.admin_key
        self.events_url, self.admin_url = f"http://127.0.0.1:{events_port}", f"http://127.0.0.1:{admin_port}"
        path = rig.places.path(name + ".yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(settings)
        self.service = Service(name, [rig.program("hubd/hubd"), "--config=" + path], rig.places.path("logs", name + ".log"))

    def is_ready(self):
        return answers(self.admin_url + "/readyz")

    def status(self):
        return get_json(self.admin_url + "/api/v1/status", self.key)

    def tenants(self):
        return {lane["tenant"] for lane in self.status()["lanes"]}


class Fleet:
    """`count` nodes named by it; with `postgres` they share that database, without there is one node with its own."""

    def __init__(self, rig, name, count, postgres=None):
        self.name, self.tenants = name, set(rig.places.event_secrets)
        with open(rig.places.path("hub.yaml"), encoding="utf-8") as file:
            common = file.read() + (postgres.settings(name) if postgres else "")
        ports = {f"{name}-{number}": free_port() for number in range(1, count + 1)}
        authority = Authority(rig.places.root) if count > 1 else None
        self.nodes = []
        for node, peers_port in ports.items():
            folder = rig.places.path("data-" + node)
            os.mkdir(folder, 0o700)
            events_port, admin_port = free_port(), free_port()
            settings = common.replace("data_dir: data", "data_dir: data-" + node)
            settings = settings.replace(f"port: {rig.places.events_port}", f"port: {events_port}")
            settings = settings.replace(f"port: {rig.places.admin_port}", f"port: {admin_port}")
            if authority:
                os.mkdir(rig.places.path("certificates-" + node))
                certificate, key = authority.issue(node, "127.0.0.1", rig.places.path("certificates-" + node))
                others = ", ".join(f'"https://127.0.0.1:{port}"' for other, port in ports.items() if other != node)
                settings += (f"fleet: {{name: {node}}}\npeers:\n  port: {peers_port}\n  certificate: {certificate}\n"
                             f"  key: {key}\n  authority: {authority.certificate}\n  nodes: [{others}]\n")
            self.nodes.append(Node(rig, node, settings, events_port, admin_port))

    def start(self):
        """Once every tenant has a node, and every node has tenants."""
        for node in self.nodes:  # the first one makes the keys
            node.service.start()
            node.service.wait_until(node.is_ready, READY_SECONDS)
        self.nodes[0].service.wait_until(self._is_spread, SPREAD_SECONDS)

    def _is_spread(self):
        owned = [node.tenants() for node in self.nodes]
        return all(owned) and set().union(*owned) == self.tenants and sum(map(len, owned)) == len(self.tenants)

    def node_of(self, tenant):
        for node in self.nodes:
            if tenant in node.tenants():
                return node
        raise Failed(f"no node has the tenant {tenant}")

    def held(self):
        """Cases that are still here; fails where one needs a person."""
        statuses = [node.status() for node in self.nodes]
        if any(lane["dead_letters"] for status in statuses for lane in status["lanes"]):
            raise Failed("a case became a dead letter")
        return sum(status["cases_held"] for status in statuses)

    def certificates(self):
        """How many there are, whichever node is asked."""
        node = self.nodes[-1]
        after, count = -1, 0
        while True:
            page = get_json(f"{node.admin_url}/api/v1/certificates?limit=1000&after={after}", node.key)
            count += len(page["certificates"])
            if "next" not in page:
                return count
            after = page["next"]

    def stop(self):
        for node in self.nodes:
            node.service.stop()
