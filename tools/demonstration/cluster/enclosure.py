#!/usr/bin/env python3
"""Runs a program where networks, mounts, temporary files and process numbers are its own, and go with it however it ends.

A program that needs that begins with `enter()`. Run by itself, this file is the first process in there.
"""
import os
import signal
import subprocess
import sys

INSIDE = "HUB_ENCLOSED"  # in the environment of whoever runs in there
UNSHARE = ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
# What is tried before anything depends on it: all that network.py does.
TRIAL = ("mount -t tmpfs none /run && ip link add switch type bridge && ip netns add one &&"
         " ip link add plug type veth peer name eth0 netns one")


def problem():
    """Why there can be none on this machine; None when there can, or when this runs inside."""
    if INSIDE in os.environ:
        return None
    if os.geteuid() != 0:
        return "only root makes network namespaces"
    try:
        tried = subprocess.run([*UNSHARE, "sh", "-c", TRIAL], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    except OSError:
        return "setpriv (util-linux) is not installed"
    return None if tried.returncode == 0 else "network namespaces cannot be made on this machine"


def enter():
    """Returns inside; outside it runs this program again inside and ends with its exit status. Whoever ends the one
    outside, also by kill -9, ends everything inside."""
    if INSIDE in os.environ:
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with subprocess.Popen([*UNSHARE, sys.executable, "-B", os.path.abspath(__file__), sys.executable, "-B", *sys.argv],
                          env={**os.environ, INSIDE: "1"}) as enclosed:
        try:
            sys.exit(enclosed.wait())
        except KeyboardInterrupt:
            enclosed.kill()
            sys.exit(130)


def be_first_process(command):
    """Runs the command and buries whoever dies in there: servers whose parents are gone are this process's children."""
    # Nothing of this run is on a disk, and nothing is left of it when the last process has ended.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "none", "/run"], check=True)
    os.mkdir("/run/tmp", 0o755)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    program = os.spawnvpe(os.P_NOWAIT, command[0], command, {**os.environ, "TMPDIR": "/run/tmp"})
    while True:
        ended, status = os.wait()
        if ended == program:
            return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(be_first_process(sys.argv[1:]))
