"""Machines on one switch, each a network namespace; ways between two of them can be cut and mended. Inside an enclosure only."""
import os
import signal
import subprocess

SUBNET = "10.20.0."
SWITCH = "switch"
NOWHERE = "02:00:00:00:00:99"  # a hardware address that nobody has: what is sent there is lost in silence


def ip(*words):
    subprocess.run(["ip", *words], check=True)


class Place:
    """Has an address on the switch."""

    def __init__(self, address, device, inside=()):
        self.address, self.device, self._inside = address, device, inside

    def ip(self, *words):
        ip(*self._inside, *words)


class Outside(Place):
    """Where this program and whatever it starts is that belongs to no machine; makes the switch."""

    def __init__(self):
        super().__init__(SUBNET + "1", SWITCH)
        ip("link", "add", SWITCH, "type", "bridge")
        ip("address", "add", self.address + "/24", "dev", SWITCH)
        ip("link", "set", SWITCH, "up")


class Machine(Place):
    def __init__(self, name, number):
        super().__init__(f"{SUBNET}{number}", "eth0", ("-n", name))
        self.name, self.plug = name, "plug-" + name
        ip("netns", "add", name)
        ip("link", "add", self.plug, "type", "veth", "peer", "name", self.device, "netns", name)
        ip("link", "set", self.plug, "master", SWITCH, "up")
        self.ip("link", "set", "lo", "up")
        self.ip("address", "add", self.address + "/24", "dev", self.device)
        self.ip("link", "set", self.device, "up")

    def command(self, user, *words):
        """What runs the command on this machine, as that user; the process is the command's own."""
        return ["nsenter", "--net=/run/netns/" + self.name, "setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--reset-env", *words]

    def signal_all(self, number):
        """To every process on the machine."""
        found = subprocess.run(["ip", "netns", "pids", self.name], stdout=subprocess.PIPE, text=True, check=True)
        for process in found.stdout.split():
            try:
                os.kill(int(process), number)
            except ProcessLookupError:
                pass

    def power_off(self):
        """As a machine ends whose plug is pulled: nobody hears from it, and nothing on it runs on."""
        ip("link", "set", self.plug, "down")
        self.signal_all(signal.SIGKILL)

    def power_on(self):
        """The network only; what ran on it is started by whoever owns it."""
        ip("link", "set", self.plug, "up")


def cut(one, other):
    """Nothing arrives between the two any more, either way; nobody is told."""
    for here, there in ((one, other), (other, one)):
        here.ip("neighbor", "replace", there.address, "lladdr", NOWHERE, "dev", here.device, "nud", "permanent")


def mend(one, other):
    for here, there in ((one, other), (other, one)):
        here.ip("neighbor", "delete", there.address, "dev", here.device)
