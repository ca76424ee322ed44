"""A hub on each machine of a cluster, and the simulated target that they deliver to, on a machine of its own."""
import time

import targets
from cluster import network
from node import Node, READY_SECONDS
from services import Failed, Service, answers

TARGET_MACHINE = "targets", 2  # its name, and the last number of its address
SETTLED_SECONDS = 2  # hubs that even out their shares move a tenant twice a second


class Hubs:
    def __init__(self, cluster, places, program, simulators):
        """`program`: hubd. `places` have one target; what their resources say of it is changed to where it is here. They have so many
        tenants that every hub has some."""
        self.cluster, self.places = cluster, places
        (name, port), = places.target_ports.items()
        self.target_machine = network.Machine(*TARGET_MACHINE)
        at = f"{self.target_machine.address}:{port}"
        places.change("127.0.0.1/32", network.SUBNET + "0/24")
        for tenant in places.event_secrets:
            places.change_resources(tenant, f"127.0.0.1:{port}", at)
        command = targets.simulator_command(simulators, name, port, places.target_secret, "--address", self.target_machine.address)
        self.simulator = Service("the simulator", self.target_machine.command("root", *command), places.path("simulator.log"))
        self.target = targets.named(name)(port, places.target_secret)
        self.target.url = "http://" + at
        self.nodes = [Node(places, member.name, program, cluster.node_settings(member), member.machine.address,
                           placed=lambda *words, machine=member.machine: machine.command("root", *words))
                      for member in cluster.members]
        self._owners, self._moved = {}, time.monotonic()

    def start(self):
        """The target and every hub; returns when each hub has a tenant."""
        self.simulator.start()
        self.simulator.wait_until(lambda: answers(self.target.url + "/_control/state"))
        for node in self.nodes:  # the first one makes the key of the ids, which the others ask it for
            node.start()
        self.nodes[0].service.wait_until(self.are_whole, READY_SECONDS)

    @property
    def doors(self):
        return [(node.address, node.events_port) for node in self.nodes]

    @property
    def data_folders(self):
        """The processes by them."""
        return {node.data_folder: node.service for node in self.nodes}

    def at(self, member):
        return next(node for node in self.nodes if node.name == member.name)

    def tend(self):
        """Called now and then: nobody stays away who is to be there."""
        for node in self.nodes:
            node.tend()

    def answering(self):
        """One that is ready."""
        node = next((node for node in self.nodes if node.is_ready()), None)
        if node is None:
            raise Failed("no hub answers")
        return node

    def owners(self):
        """By the names of the nodes: their tenants, as one that is ready sees it; nothing while none is."""
        try:
            return self.answering().owners()
        except (Failed, OSError):
            return {}

    def are_whole(self):
        """Everybody is ready and has a tenant, every tenant has somebody, and none has moved for a while. Asked again and again."""
        owners = self.owners() if all(node.is_ready() for node in self.nodes) else {}
        if owners != self._owners:
            self._owners, self._moved = owners, time.monotonic()
        return (all(owners.get(node.name) for node in self.nodes)
                and sum(map(len, owners.values())) == len(self.places.event_secrets)
                and time.monotonic() - self._moved > SETTLED_SECONDS)

    def have_buried(self, node):
        """The others have its tenants, all of them."""
        owners = self.owners()
        return node.name not in owners and sum(map(len, owners.values())) == len(self.places.event_secrets)

    def power_off(self, member):
        """The whole machine: hub and database server."""
        member.power_off()
        self.at(member).lose()

    def power_on(self, member):
        member.power_on()
        self.at(member).begin()

    def isolate(self, member):
        """From databases, hubs and targets; whoever sends events still reaches it."""
        self.cluster.isolate(member)
        network.cut(member.machine, self.target_machine)

    def rejoin(self, member):
        self.cluster.rejoin(member)
        network.mend(member.machine, self.target_machine)
