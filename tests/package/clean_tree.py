"""A clean Debian 12 with its own systemd, network and processes, for tests: made of Debian's packages only, thrown away
afterwards. What a test changes lies in a layer above it, so that what remains of a package can be listed.

The packages come from wherever this machine's apt takes Debian's from.
"""
import contextlib
import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time

BOOT_SECONDS = 120
CLONE_NEWNET = 0x40000000
TOOLS = ("mmdebstrap", "systemd-nspawn", "nsenter", "mount")
# Written by apt and dpkg, by systemd as it runs, or for whoever runs: of no package in particular.
NOT_OF_A_PACKAGE = ("/dev", "/proc", "/run", "/sys", "/tmp", "/var/tmp", "/var/log", "/var/cache", "/var/lib/apt",
                    "/var/lib/dpkg", "/var/lib/systemd", "/var/backups", "/etc/machine-id", "/etc/ld.so.cache",
                    "/etc/resolv.conf", "/etc/hostname", "/root", "/etc/.pwd.lock", "/etc/.updated", "/var/.updated",
                    "/var/lib/dbus", "/var/lib/private")


def debian_sources():
    return subprocess.run(["apt-get", "indextargets", "--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)",
                           "Created-By: Packages", "Origin: Debian"], capture_output=True, text=True, check=False).stdout


def why_not():
    """Why there can be no clean tree here; empty when there can."""
    if os.geteuid() != 0:
        return "it takes root"
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        return "not installed: " + ", ".join(missing)
    if " bookworm " not in debian_sources():
        return "apt of this machine knows no packages of Debian 12"
    if subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], capture_output=True, check=False).returncode != 0:
        return "namespaces cannot be made here"
    return ""


def base_tree(folder, packages):
    """A folder with Debian 12 and these packages of it, made once for each set of them."""
    sources = debian_sources()
    key = hashlib.sha256("\n".join([sources, *packages]).encode()).hexdigest()[:16]
    tree = os.path.join(folder, "debian-" + key)
    if os.path.isdir(tree):
        return tree
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    made = subprocess.run(["mmdebstrap", "--variant=minbase", "--include=" + ",".join(packages), "bookworm",
                           tree + ".new", "-"], input=sources, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise RuntimeError("mmdebstrap: " + made.stderr[-2000:])
    os.rename(tree + ".new", tree)
    return tree


class CleanTree:
    """One machine: booted at once, ended by `end`."""

    def __init__(self, base):
        self.folder = tempfile.mkdtemp(prefix="clean-tree-")
        self.layer, work, self.root = (os.path.join(self.folder, name) for name in ("layer", "work", "root"))
        for path in (self.layer, work, self.root):
            os.mkdir(path)
        options = f"lowerdir={base},upperdir={self.layer},workdir={work}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, self.root], check=True)
        self.host_network = os.open("/proc/self/ns/net", os.O_RDONLY)
        with open(os.path.join(self.folder, "console.log"), "wb") as console:
            self.machine = subprocess.Popen(
                ["systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--private-network",
                 "--resolv-conf=off", "--timezone=off", "--link-journal=no",
                 "--system-call-filter=@memlock",  # what every machine allows, but nspawn does not unless told
                 "--directory", self.root],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        self.leader = None
        self._wait_for_boot()
        # What boots writes files too; what a package leaves is what comes on top.
        self.at_boot = set(self._changed())

    def _wait_for_boot(self):
        until = time.monotonic() + BOOT_SECONDS
        while True:
            if self.machine.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the clean tree did not boot:\n" + self.console())
            with open(f"/proc/{self.machine.pid}/task/{self.machine.pid}/children", encoding="ascii") as children:
                leaders = children.read().split()
            if leaders:
                self.leader = int(leaders[0])
                state = self.call("systemctl", "is-system-running").stdout.strip()
                if state in ("running", "degraded"):
                    return
            time.sleep(0.1)

    def console(self):
        with open(os.path.join(self.folder, "console.log"), encoding="utf-8", errors="replace") as log:
            return log.read()[-4000:]

    def call(self, *command, given=None):
        """Runs it inside, as root: `returncode`, `stdout`, `stderr`."""
        inside = ["nsenter", "--target", str(self.leader), "--mount", "--uts", "--ipc", "--net", "--pid", "--",
                  "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"]
        return subprocess.run([*inside, *command], input=given, capture_output=True, text=True, timeout=600, check=False)

    def path(self, *parts):
        """The place of a file of the tree, seen from outside."""
        return os.path.join(self.root, *(part.lstrip("/") for part in parts))

    def write(self, name, text, mode=0o644, group=None):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)
        if group:
            self.call("chgrp", group, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read()

    @contextlib.contextmanager
    def network(self):
        """While inside, this process and the threads it makes are in the tree's network."""
        self._join(f"/proc/{self.leader}/ns/net")
        try:
            yield
        finally:
            self._join(f"/proc/self/fd/{self.host_network}")

    @staticmethod
    def _join(namespace):
        handle = os.open(namespace, os.O_RDONLY)
        try:
            if ctypes.CDLL(None, use_errno=True).setns(handle, CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        finally:
            os.close(handle)

    def _changed(self):
        for where, folders, names in os.walk(self.layer):
            inside = "/" + os.path.relpath(where, self.layer)
            for name in names + folders:
                path = os.path.normpath(os.path.join(inside, name))
                if not path.startswith(NOT_OF_A_PACKAGE) and not os.path.isdir(self.path(path)):
                    yield path

    def remains(self):
        """Files that are there, or are changed, since the boot; deleted ones of the base too."""
        return sorted(set(self._changed()) - self.at_boot)

    def end(self):
        os.close(self.host_network)
        if self.leader is not None and self.machine.poll() is None:
            self.machine.send_signal(signal.SIGTERM)  # an orderly power-off
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.machine.wait(60)
        if self.machine.poll() is None:
            self.machine.kill()
            self.machine.wait()
        subprocess.run(["umount", self.root], check=True)
        shutil.rmtree(self.folder)
