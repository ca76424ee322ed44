"""The demonstration's temporary folder: settings, resources, keys and free ports."""
import base64
import hashlib
import os
import secrets
import socket
import tempfile

import targets

HUB_YAML = """region: us
data_dir: data
root_key: file:{root}/root.key
resources: resources
mappings: {mappings}
listeners:
  events: {{address: 127.0.0.1, port: {events_port}}}
  admin: {{address: 127.0.0.1, port: {admin_port}}}
admin_keys:
  - {{name: demonstration, role: admin, sha256: {admin_hash}}}
limits: {{case_slots: 65536, epoch: 30s}}
outgoing: {{private_subnets: [127.0.0.1/32]}}
fetch:
  hosts:
    - {{host: "127.0.0.1:{engage_port}", authorization: "file:{root}/engage.key"}}
log: {{level: debug}}
"""

TENANT_YAML = """---
kind: tenant
name: {tenant}
region: us
sources: [/engage/us/{tenant}]
credentials:
  - name: engage
    kind: standard_webhooks
    secrets: [file:{root}/{tenant}.key]
platform:
  cases_url: http://127.0.0.1:{engage_port}/api/v1/cases
  case_url: http://127.0.0.1:{engage_port}/api/v1/cases/{{case}}
"""

_held = []


def free_port():
    """On 127.0.0.1, below the ports that the system gives to outgoing connections: one of those could take it before it is used.
    It stays bound for as long as this process lives, so that nobody else is given it; who reuses addresses can listen there."""
    while True:
        port = 10_000 + secrets.randbelow(22_000)
        holder = socket.socket()
        try:
            holder.bind(("127.0.0.1", port))
        except OSError:
            holder.close()
            continue
        # Only now: with it before, two of these could be given the same port.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _held.append(holder)
        return port


class Places:
    """Paths and ports of one run; the folder is the caller's to remove."""

    def __init__(self, source_folder, target_names, settings="", tenants=("acme",)):
        """`settings`: more lines of hub.yaml. Each tenant has each target."""
        self.root = tempfile.mkdtemp(prefix="connector-hub-demo-")
        self.targets = target_names
        self.events_port, self.admin_port = free_port(), free_port()
        self.engage_port = free_port()
        self.target_ports = {name: free_port() for name in target_names}
        self.admin_key = secrets.token_urlsafe(32)
        self.event_secrets = {tenant: secrets.token_bytes(32) for tenant in tenants}
        self.event_secret = self.event_secrets[tenants[0]]
        self.engage_token = secrets.token_urlsafe(24)
        self.target_secret = secrets.token_urlsafe(24)
        for folder in ("data", "logs", "resources"):
            os.mkdir(self.path(folder), 0o700)
        self._write("root.key", secrets.token_hex(32))
        for tenant, secret in self.event_secrets.items():
            self._write(f"{tenant}.key", "whsec_" + base64.b64encode(secret).decode())
        self._write("target.key", self.target_secret)
        self._write("admin.key", self.admin_key)
        self._write("engage.key", "Bearer " + self.engage_token)
        self._write("engage-token.key", self.engage_token)
        self.settings = HUB_YAML.format(
            root=self.root, mappings=os.path.join(source_folder, "mappings"), events_port=self.events_port,
            admin_port=self.admin_port, engage_port=self.engage_port,
            admin_hash=hashlib.sha256(self.admin_key.encode()).hexdigest()) + settings
        self.set_ordinary()
        for tenant in tenants:
            self._write(f"resources/{tenant}.yaml", self._resources(tenant))

    def _resources(self, tenant):
        resources = [targets.resource(name, tenant, port, self.path("target.key"))
                     for name, port in self.target_ports.items()]
        return TENANT_YAML.format(tenant=tenant, root=self.root, engage_port=self.engage_port) + "".join(resources)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    @property
    def events_url(self):
        return f"http://127.0.0.1:{self.events_port}"

    @property
    def admin_url(self):
        return f"http://127.0.0.1:{self.admin_port}"

    def set_ordinary(self):
        self._write("hub.yaml", self.settings)

    def change(self, old, new):
        """Another setting in hub.yaml; the hub reads it when it starts."""
        if old not in self.settings:
            raise ValueError("hub.yaml has no such text: " + old)
        self.settings = self.settings.replace(old, new)
        self.set_ordinary()

    def change_resources(self, tenant, old, new):
        """Other settings of a tenant and its targets; the hub reads them when it starts."""
        text = self._resources(tenant)
        if old not in text:
            raise ValueError("the resources have no such text: " + old)
        self._write(f"resources/{tenant}.yaml", text.replace(old, new))

    def set_never_delete(self, data_folder):
        """Settings for the negative control: a data folder of its own, and deletion off."""
        self._write("hub.yaml", self._settings_with(data_folder) + "diagnostics: {never_delete: true}\n")

    def settings_for(self, data_folder):
        """The same hub with another data folder, for whoever looks into a copy of it."""
        name = "hub-copy.yaml"
        self._write(name, self._settings_with(data_folder))
        return self.path(name)

    def write_node(self, name, address, events_port, admin_port, sections):
        """Settings of one hub of several: with a data folder and ports of its own, and these sections. Their path."""
        settings = self._settings_with("data-" + name)
        for port, its in ((self.events_port, events_port), (self.admin_port, admin_port)):
            settings = settings.replace(f"address: 127.0.0.1, port: {port}", f"address: {address}, port: {its}")
        self._write(name + ".yaml", settings + sections)
        return self.path(name + ".yaml")

    def _settings_with(self, data_folder):
        return self.settings.replace("data_dir: data", f"data_dir: {data_folder}")

    def _write(self, name, text):
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
                  encoding="utf-8") as file:
            file.write(text)
