"""Hubs side by side: one with its own database, or several with one PostgreSQL, each a process with ports and a folder of its own."""
import os
import sys

from cluster.authority import Authority
from node import Node
from places import free_port
from services import Failed
import watching

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.append(os.path.join(SOURCE, "tests", "support"))
from private_postgres import PrivatePostgres  # noqa: E402

SPREAD_SECONDS = 60


class Fleet:
    """`count` nodes named by it; with `postgres` they share that database, without there is one node with its own."""

    def __init__(self, rig, name, count, postgres=None):
        self.tenants = set(rig.places.event_secrets)
        store = postgres.settings(name) if postgres else ""
        peers_ports = {f"{name}-{number}": free_port() for number in range(1, count + 1)}
        authority = Authority(rig.places.path("authority-" + name)) if count > 1 else None

        def peers_of(node):
            certificate, key = authority.issue(node, "127.0.0.1", rig.places.path("tls-" + node))
            others = ", ".join(f'"https://127.0.0.1:{port}"' for other, port in peers_ports.items() if other != node)
            return (f"fleet: {{name: {node}}}\npeers:\n  port: {peers_ports[node]}\n  certificate: {certificate}\n"
                    f"  key: {key}\n  authority: {authority.certificate}\n  nodes: [{others}]\n")

        self.nodes = [Node(rig.places, node, rig.program("hubd/hubd"), store + (peers_of(node) if authority else ""),
                           ports=(free_port(), free_port())) for node in peers_ports]

    def start(self):
        """Once every tenant has a node, and every node has tenants."""
        for node in self.nodes:  # the first one makes the keys
            node.start()
        self.nodes[0].service.wait_until(self._is_spread, SPREAD_SECONDS)

    def _is_spread(self):
        owned = [set(node.tenants()) for node in self.nodes]
        return all(owned) and set().union(*owned) == self.tenants and sum(map(len, owned)) == len(self.tenants)

    def events_url_of(self, tenant):
        """Of the node that has it."""
        for node in self.nodes:
            if tenant in node.tenants():
                return f"http://{node.address}:{node.events_port}/v1/cases"
        raise Failed(f"no node has the tenant {tenant}")

    def held(self):
        """Cases that are still here; fails where one needs a person."""
        statuses = [node.status() for node in self.nodes]
        if any(lane["dead_letters"] for status in statuses for lane in status["lanes"]):
            raise Failed("a case became a dead letter")
        return sum(status["cases_held"] for status in statuses)

    def certificates(self):
        """How many there are, whichever node is asked."""
        return len(watching.certificates(self.nodes[-1]))

    def stop(self):
        for node in self.nodes:
            node.stop()
