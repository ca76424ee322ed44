"""Two network namespaces with one cable between them: whatever gets from one to the other passes it, and can be seen there.

They have no names: only this process holds them, so they go with it, however it ends. Linux, as root.
"""
import contextlib
import ctypes
import os
import shutil
import subprocess

from relay import Relay

CLONE_NEWNET = 0x40000000
CURRENT = "/proc/thread-self/ns/net"
FIRST_PORT = 5001  # of the services that can be reached through the cable


def why_not():
    """Why there can be none here; None when there can."""
    if shutil.which("ip") is None or shutil.which("setpriv") is None:
        return "ip (iproute2) or setpriv (util-linux) is not installed"
    made = subprocess.run(["unshare", "--net", "ip", "link", "add", "hub-0", "type", "veth", "peer", "name", "hub-1"],
                          capture_output=True, check=False)
    return None if made.returncode == 0 else "network namespaces cannot be made here, which takes CAP_NET_ADMIN"


def _call(function, *arguments):
    if getattr(ctypes.CDLL(None, use_errno=True), function)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


def ending_with_us(command):
    """The same command, killed when this process ends, however it does."""
    return ["setpriv", "--pdeathsig", "KILL", *command]


class TwoNetworks:
    """`names`: of the two; the cable's end has that name in each."""

    def __init__(self, *names):
        self.names = names
        self.wires = {}  # by the port through which they pass the cable: what they are called
        self._home = os.open(CURRENT, os.O_RDONLY)
        self._made = {name: self._make() for name in names}
        self._relays = []
        self._lay_cable()

    def _make(self):
        _call("unshare", CLONE_NEWNET)
        try:
            return os.open(CURRENT, os.O_RDONLY)
        finally:
            _call("setns", self._home, CLONE_NEWNET)

    @contextlib.contextmanager
    def inside(self, name):
        """This thread, and every thread and process that it starts meanwhile, is in that network."""
        before = os.open(CURRENT, os.O_RDONLY)
        _call("setns", self._made[name], CLONE_NEWNET)
        try:
            yield
        finally:
            _call("setns", before, CLONE_NEWNET)
            os.close(before)

    def _lay_cable(self):
        here, there = self.names
        with self.inside(here):
            self._ip("link", "add", here, "type", "veth", "peer", "name", there, "netns",
                     f"/proc/{os.getpid()}/fd/{self._made[there]}")
        for name in self.names:
            with self.inside(name):
                self._ip("address", "add", self._address(name) + "/24", "dev", name)
                for link in ("lo", name):
                    self._ip("link", "set", link, "up")

    @staticmethod
    def _ip(*words):
        subprocess.run(["ip", *words], check=True)

    def _address(self, name):
        return f"10.77.0.{1 + self.names.index(name)}"

    def wire(self, called, to, service, entrance):
        """Lets the other network reach a `service` of the network `to` at an `entrance` of its own."""
        away = next(name for name in self.names if name != to)
        port = FIRST_PORT + len(self.wires)
        self.wires[port] = called
        with self.inside(to):
            self._relays.append(Relay((self._address(to), port), service))
        with self.inside(away):
            self._relays.append(Relay(entrance, (self._address(to), port)))

    def close(self):
        for relay in self._relays:
            relay.close()
        for file in (*self._made.values(), self._home):
            os.close(file)
