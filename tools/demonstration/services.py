"""The processes of the demonstration: started, waited for, ended, and killed when that is the point."""
import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request


class Failed(Exception):
    """Something that the demonstration cannot go on without; the text is for people."""


class Service:
    """One process with a log file. Only ever ends what it started itself."""

    def __init__(self, name, command, log):
        self.name, self.command, self.log = name, command, log
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def wait_until(self, is_ready, seconds=30):
        until = time.monotonic() + seconds
        while not is_ready():
            if not self.is_alive():
                raise Failed(f"{self.name} ended with status {self.process.returncode}; see {self.log}")
            if time.monotonic() > until:
                raise Failed(f"{self.name} is not ready after {seconds} s; see {self.log}")
            time.sleep(0.02)

    @contextlib.contextmanager
    def frozen(self):
        """While inside, the process does nothing: its files are those of one moment, as a power cut would leave them."""
        if not self.is_alive():
            yield
            return
        self.process.send_signal(signal.SIGSTOP)
        # Until every thread stands still; an ended process stands still too.
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=30):
        """True when it ended by itself with status 0."""
        if not self.is_alive():
            return False
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            self.kill()
            return False


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def get_json(url, key=None):
    request = urllib.request.Request(url)
    if key:
        request.add_header("Authorization", "Bearer " + key)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)
