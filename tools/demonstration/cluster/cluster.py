"""Three database servers that follow each other, on machines of one switch; hub settings that name them."""
import os
import re
import secrets
import shutil
import time

from cluster import enclosure, network
from cluster.authority import Authority
from cluster.member import EXAMPLE, EXAMPLE_ADDRESS, Member, adapted
from cluster.network import SUBNET
from cluster.programs import postgres_programs
from services import Failed

MACHINES = {"db1": 11, "db2": 12, "db3": 13}  # the last number of each address, as in config/examples/cluster
NEEDED = ("etcd", "patroni", "nsenter", "setpriv", "openssl")
START_SECONDS = 120  # of three servers at once
FOLLOW_SECONDS = 90  # within which a server that was away has caught up


def problem():
    """Why there can be no cluster on this machine; None when there can."""
    missing = [name for name in NEEDED if shutil.which(name) is None] + ([] if postgres_programs() else ["postgresql"])
    return "not installed: " + ", ".join(missing) if missing else enclosure.problem()


class Cluster:
    def __init__(self, source, folder):
        """`source`: of the project. `folder` is made; it is for servers, so everybody may pass through it."""
        self.examples = os.path.join(source, "config", "examples", "cluster")
        self.folder = folder
        os.makedirs(folder, 0o755)
        self.password = secrets.token_urlsafe(24)
        self.password_file = os.path.join(folder, "postgres.password")
        with open(self.password_file, "w", encoding="ascii") as file:
            file.write(self.password)
        self.authority, self.authority_of_hubs = (Authority(os.path.join(folder, of)) for of in ("machines", "hubs"))
        self.outside = network.Outside()
        passwords = {f"change-me-{number}": secrets.token_urlsafe(24) for number in (1, 2, 3)}
        self.members = [Member(network.Machine(name, number), folder, self.examples, self.authority, postgres_programs(), passwords)
                        for name, number in MACHINES.items()]

    def start(self):
        """Returns when all follow one primary that has the hub's role and its database."""
        for member in self.members:
            member.start()
        self.wait_until_whole(START_SECONDS)
        self.primary().query(f"CREATE ROLE connector_hub LOGIN PASSWORD '{self.password}'")
        self.make_database()

    def make_database(self):
        """The hub's, empty."""
        primary = self.primary()
        primary.query("DROP DATABASE IF EXISTS connector_hub WITH (FORCE)")
        primary.query("CREATE DATABASE connector_hub OWNER connector_hub ENCODING 'UTF8' TEMPLATE template0")

    def start_pooler(self, member):
        """For a hub with pooled settings."""
        member.start_pooler(self.examples, self.password)

    def hub_settings(self, pooled=False):
        """The section `store` of hub.yaml. `pooled`: through the PgBouncer of each machine."""
        pooler = {"    database:": "    port: 6432\n    database:"} if pooled else {}
        return adapted(self._section("store"), {"/etc/connector-hub/postgres.password": self.password_file,
                                                "/etc/connector-hub/tls/ca.pem": self.authority.certificate, **pooler})

    def node_settings(self, member):
        """The sections `fleet` and `peers` of the hub on that machine, which gets its certificate."""
        certificate, key = self.authority_of_hubs.issue(member.name, member.machine.address, member.path("hub-tls"))
        text = adapted(self._section("fleet") + self._section("peers"), {
            "/etc/connector-hub/tls/node.pem": certificate, "/etc/connector-hub/tls/node.key": key,
            "/etc/connector-hub/tls/fleet-ca.pem": self.authority_of_hubs.certificate, f"name: {EXAMPLE}": "name: " + member.name})
        own = {EXAMPLE_ADDRESS: member.machine.address, member.machine.address: EXAMPLE_ADDRESS}
        return re.sub(rf"{re.escape(SUBNET)}\d+", lambda found: own.get(found.group(), found.group()), text)

    def _section(self, name):
        with open(os.path.join(self.examples, "hub.yml"), encoding="utf-8") as file:
            return re.search(rf"^{name}:\n(?:[ #].*\n)+", file.read(), re.MULTILINE).group()

    def primaries(self):
        """Those that think so."""
        return [member for member in self.members if member.is_primary()]

    def primary(self):
        found = self.primaries()
        if len(found) != 1:
            raise Failed("the cluster has no one primary: " + ", ".join(member.name for member in found))
        return found[0]

    def successor(self, former):
        """Who is primary instead; None when nobody is."""
        return next((member for member in self.members if member is not former and member.is_primary()), None)

    def is_whole(self):
        found = self.primaries()
        return len(found) == 1 and found[0].standbys() == (len(self.members) - 1, 1)

    def wait_until_whole(self, seconds=FOLLOW_SECONDS):
        until = time.monotonic() + seconds
        while not self.is_whole():
            if time.monotonic() > until:
                raise Failed(f"the cluster is not whole after {seconds} s")
            time.sleep(0.5)

    def others(self, member):
        return [other for other in self.members if other is not member]

    def isolate(self, member):
        """From the other machines of the cluster, not from anybody else."""
        for other in self.others(member):
            network.cut(member.machine, other.machine)

    def rejoin(self, member):
        for other in self.others(member):
            network.mend(member.machine, other.machine)

    def keep_logs(self, folder):
        """Copies of what the servers have written, for whoever looks for a reason; everything else goes with the run."""
        for member in self.members:
            shutil.copytree(member.path("logs"), os.path.join(folder, member.name), dirs_exist_ok=True)
            written = os.path.join(member.data, "log")
            if os.path.isdir(written):
                shutil.copytree(written, os.path.join(folder, member.name), dirs_exist_ok=True)
