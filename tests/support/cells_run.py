"""Two hubs that know nothing of each other, each a cell with a root, a store and tenants of its own, behind a real router.

A test file imports this as it does hub_run.
"""
import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys

from cluster.authority import Authority
from hub_run import SOURCE, TEST_SECONDS, HubRun, batch_headers
from node import Node
from places import free_port
from sender import Sender
from services import Service

EXAMPLES = os.path.join(SOURCE, "config", "examples", "cells")
TABLES_COMMAND = (sys.executable, os.path.join(EXAMPLES, "router_tables.py"))
FILES = ("nginx.conf", "haproxy.cfg", "again.http")


def is_installed(program):
    return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin") is not None


class Cell(Node):
    """Its events listener has a certificate with the cell's name."""

    def __init__(self, places, name, program, authority, tenants, sections=""):
        self.certificate, self.key = authority.issue(name, "127.0.0.1", places.path("tls-" + name))
        os.mkdir(places.path("resources-" + name))
        for tenant in tenants:
            shutil.copy(places.path("resources", tenant + ".yaml"), places.path("resources-" + name))
        with open(places.path(f"root-{name}.key"), "w", encoding="ascii") as file:
            file.write(os.urandom(32).hex())
        super().__init__(places, name, program, sections, ports=(free_port(), free_port()))

    def write_settings(self):
        path = super().write_settings()
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for old, new in (("resources: resources", "resources: resources-" + self.name), ("root.key", f"root-{self.name}.key"),
                         (f"port: {self.events_port}",
                          f"port: {self.events_port}, tls: {{certificate: {self.certificate}, key: {self.key}}}")):
            text = text.replace(old, new)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


class Router:
    """As config/examples/cells sets it up, with ports and folders of the test's own."""

    def __init__(self, folder, authority, cells):
        self.folder, self.cells, self.port = folder, cells, free_port()
        os.mkdir(folder, 0o755)
        certificate, key = authority.issue("router", "127.0.0.1", os.path.join(folder, "tls"))
        shutil.copy(authority.certificate, self.path("cells-ca.pem"))
        self._write("router.key", self._read(key))
        self._write("router.pem", self._read(certificate) + (self._read(key) if self.has_key_in_certificate else ""))
        self.trust = ssl.create_default_context(cafile=authority.certificate)
        for name in FILES:
            self._write(name, self.adapted(self._read(os.path.join(EXAMPLES, name))))
        self.service = Service(self.program, [shutil.which(self.program, path=os.environ["PATH"] + ":/usr/sbin"), *self.words()],
                               self.path("router.log"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def _read(self, path):
        with open(path, encoding="ascii", newline="") as file:
            return file.read()

    def _write(self, name, text):
        with open(self.path(name), "w", encoding="ascii", newline="") as file:
            file.write(text)

    def place(self, *rows):
        """Who lives where: `tenant ...` of the table."""
        table = [f"cell {cell.name} 127.0.0.1:{cell.events_port}" for cell in self.cells]
        self._write("cells.txt", "\n".join([*table, *("tenant " + row for row in rows)]) + "\n")
        subprocess.run([*TABLES_COMMAND, self.path("cells.txt"), self.folder], check=True)

    def start(self):
        self.service.start()
        self.service.wait_until(self._listens, TEST_SECONDS)

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def move(self, *rows):
        """Every request goes by this table when it returns; those that were under way have ended as they began."""
        before = self._workers()
        self.place(*rows)
        self.service.process.send_signal(self.reload_signal)
        self.service.wait_until(lambda: self._workers() and not before & self._workers(), TEST_SECONDS)

    def _workers(self):
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.service.process.pid)], capture_output=True, text=True,
                                check=False)
        return set(listed.stdout.split())

    def connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=TEST_SECONDS, context=self.trust)

    def post(self, path, body, headers):
        """Status, Retry-After and body of the answer."""
        connection = self.connect()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, answer.getheader("Retry-After"), text


class Nginx(Router):
    program, reload_signal, has_key_in_certificate = "nginx", signal.SIGHUP, False

    def adapted(self, text):
        # As root it would keep bodies in the system's folder.
        text = text.replace("http {", "http {\n" + "".join(
            f"  {kind}_temp_path {self.path(kind)};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")), 1)
        return text.replace("/etc/nginx/", self.folder + "/").replace("listen 443", f"listen 127.0.0.1:{self.port}")

    def words(self):
        return ["-p", self.folder, "-c", self.path("nginx.conf"), "-e", self.path("error.log"), "-g",
                f"daemon off; pid {self.path('nginx.pid')};"]


class HAProxy(Router):
    program, reload_signal, has_key_in_certificate = "haproxy", signal.SIGUSR2, True

    def adapted(self, text):
        return text.replace("/etc/haproxy/", self.folder + "/").replace("bind :443", f"bind 127.0.0.1:{self.port}")

    def words(self):
        return ["-W", "-f", self.path("haproxy.cfg"), "-f", self.path("cells.cfg")]


class RoutedSender(Sender):
    """Sends a tenant's events through the router, at the tenant's own path."""

    def __init__(self, router, tenant, secret, lines, *pace):
        super().__init__(router.port, secret, lines, *pace)
        self.router, self.path = router, f"/tenants/{tenant}/v1/cases"

    def _connect(self):
        return self.router.connect()


class CellsRun(HubRun):
    """The cells `north` with tenant acme and `south` with globex, whose targets are one org. `router_class`: before them."""

    tenants = ("acme", "globex")
    settings = "delivery: {first_backoff: 10ms, longest_backoff: 200ms, read_pause: 10ms, sweep: 1s}\n"
    router_class = Nginx
    cell_sections = ""  # more of the hub.yaml of the next cell

    def setUp(self):
        super().setUp()
        authority = Authority(self.places.path("authority"))
        self.cells = [self.make_cell(name, authority, tenant) for name, tenant in (("north", "acme"), ("south", "globex"))]
        self.north, self.south = self.cells
        self.router = self.router_class(self.places.path("router"), authority, self.cells)

    def make_cell(self, name, authority, tenant):
        return Cell(self.places, name, self.program, authority, [tenant], self.cell_sections)

    def tearDown(self):
        for service in [self.router.service, *(cell.service for cell in self.cells)]:
            service.stop()
        super().tearDown()

    def start_cells(self, *rows):
        """With the simulator and the router, by whose table these tenants live where they live."""
        self.start_simulator()
        for cell in self.cells:
            cell.start()
        self.router.place(*rows)
        self.router.start()

    def wait_until_cells(self, holds, what):
        """While at least one cell lives."""
        self.hub = next(cell.service for cell in self.cells if cell.service.is_alive())
        self.wait_until(holds, what)

    def begin_to_send(self, tenant, lines, *pace):
        """`pace`: as a Sender has it."""
        sender = RoutedSender(self.router, tenant, self.places.event_secrets[tenant], lines, *pace)
        sender.start()
        return sender

    def send_routed(self, tenant, lines):
        sender = self.begin_to_send(tenant, lines)
        self.wait_until_cells(sender.is_done, "every event is answered")
        self.assertEqual((sender.acknowledged, sender.problems), (len(lines), []))
        return sender

    def offer(self, path, body, tenant="acme", **more):
        """Once: status, Retry-After and body."""
        return self.router.post(path, body, {**batch_headers(self.places.event_secrets[tenant], "msg_" + os.urandom(8).hex(), body),
                                             **more})
