"""What goes wrong during a soak. Each fault begins, ends by itself, and the hub catches up before the next one."""
import contextlib
import os
import random
import secrets
import socket
import subprocess
import time

import targets
from services import Failed

CATCH_UP_SECONDS = 300
SLOW_CLIENTS = 50

# What the simulated target does wrong until it is healed, or so many times.
TARGET_FAULTS = {
    "refuses": ("status", "*", {"status": 503, "text": "html", "times": -1}),
    "says-wait": ("status", "upsert", {"status": 429, "text": "TOO_MANY_REQUESTS", "retry_after": "2", "times": -1}),
    "resets": ("drop_before_commit", "*", {"times": -1}),
    "resets-after-commit": ("drop_after_commit", "upsert", {"times": 3}),
    "cuts-answers": ("truncated_json", "upsert", {"times": 3}),
    "refuses-a-record": ("record_error", "upsert", {"record": 0, "text": "UNABLE_TO_LOCK_ROW", "times": 3}),
    "refuses-the-token": ("expired_token", "*", {}),
    "reads-stale": ("stale_read", "retrieve", {"times": 2}),
    "slow": ("latency", "*", {"milliseconds": 400, "times": -1}),
}
RESTARTS = ("kill", "restart")
NAMES = (*TARGET_FAULTS, "silent", "slow-clients", "configuration", *RESTARTS)


class Customer:
    """One who is there beside those who send, and whose target changes while the hub runs."""

    NAME = "globex"

    def __init__(self, rig):
        self.rig, self.changes = rig, 0

    def add(self):
        key = self.rig.places.path("target.key")
        self._hubctl("secret", "set", self.NAME, "crm", text=self.rig.places.target_secret)
        self.target = targets.resource("salesforce", self.NAME, self.rig.places.target_ports["salesforce"], key) \
            .replace("file:" + key, "secret:crm")
        self.change()

    def change(self):
        self.changes += 1
        path = self.rig.places.path("customer.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"kind: tenant\nname: {self.NAME}\nregion: us\nsources: [/engage/us/{self.NAME}]\ncredentials:\n"
                       f"  - {{name: engage, kind: bearer, key_id: globex, sha256: {secrets.token_hex(32)}}}\n"
                       f"{self.target}# change {self.changes}\n")
        self._hubctl("apply", path)

    def _hubctl(self, *words, text=None):
        places = self.rig.places
        surroundings = dict(os.environ, HUBCTL_URL=places.admin_url, HUBCTL_KEY_FILE=places.path("admin.key"),
                            XDG_STATE_HOME=places.path("state"))
        done = subprocess.run([self.rig.program("hubctl/hubctl"), *words], env=surroundings, input=text,
                              capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise Failed(f"hubctl {words[0]}: {done.stderr.strip()}")


class Faults:
    """In an order that the seed decides, each of the kinds once before any comes again. `rate`: cases a second that come
    meanwhile; `longest_seconds`: of one fault."""

    def __init__(self, rig, seed, rate, longest_seconds, kinds=NAMES):
        self.timeline = []
        self._rig, self._rate, self._longest_seconds = rig, rate, longest_seconds
        self._random, self._kinds, self._deck = random.Random(seed), kinds, []
        self._customer = Customer(rig)

    def prepare(self):
        if "configuration" in self._kinds:
            self._customer.add()

    def pause_seconds(self, mean):
        return mean * self._random.uniform(0.5, 1.5)

    def strike(self, at, with_restarts):
        """One fault, from its beginning until the hub has caught up; `at`: what the time line calls its beginning."""
        name = self._next(with_restarts)
        if name is None:
            return
        held, began = self._rig.status()["cases_held"], time.monotonic()
        self._do(name, self._longest_seconds * self._random.uniform(0.2, 1))
        ended = time.monotonic()
        self._wait_until_caught_up(max(held, self._rate))
        event = {"at": round(at, 1), "fault": name, "seconds": round(ended - began, 1),
                 "caught_up_after": round(time.monotonic() - ended, 1)}
        self.timeline.append(event)
        print(f"{at:8.1f} s  {name:<20} {event['seconds']:5.1f} s, caught up after {event['caught_up_after']:.1f} s", flush=True)

    def _next(self, with_restarts):
        allowed = [name for name in self._kinds if with_restarts or name not in RESTARTS]
        self._deck = [name for name in self._deck if name in allowed]
        if not self._deck:
            self._deck = self._random.sample(allowed, len(allowed))
        return self._deck.pop() if self._deck else None

    def _do(self, name, seconds):
        if name in TARGET_FAULTS:
            self._break_target(*TARGET_FAULTS[name], seconds)
        elif name == "silent":
            with self._rig.simulator.frozen():
                time.sleep(seconds)
        elif name == "slow-clients":
            self._send_slowly(seconds)
        elif name == "configuration":
            self._customer.change()
        else:
            self._start_again(name)

    def _break_target(self, kind, operation, fields, seconds):
        self._rig.org.break_with(kind, operation, **fields)
        time.sleep(seconds)
        self._rig.org.heal()

    def _send_slowly(self, seconds):
        """A byte at a time, and never a whole request; the hub may end it."""
        head = b"POST /v1/cases HTTP/1.1\r\nHost: hub\r\nContent-Length: 100000\r\n" + b"X-Slow: " + b"x" * 1000
        until = time.monotonic() + seconds
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(socket.create_connection(("127.0.0.1", self._rig.places.events_port)))
                       for _ in range(SLOW_CLIENTS)]
            for byte in head:
                for client in clients:
                    with contextlib.suppress(OSError):
                        client.send(bytes([byte]))
                if time.monotonic() > until:
                    return
                time.sleep(0.05)

    def _start_again(self, name):
        if name == "kill":
            self._rig.hub.kill()
        elif not self._rig.hub.stop():
            raise Failed("the hub did not end well when it was asked to")
        self._rig.start_hub()

    def _wait_until_caught_up(self, held_enough):
        until = time.monotonic() + CATCH_UP_SECONDS
        while (held := self._rig.status()["cases_held"]) > held_enough:
            if time.monotonic() > until:
                raise Failed(f"{held} cases wait, {CATCH_UP_SECONDS} s after the fault")
            time.sleep(0.2)
