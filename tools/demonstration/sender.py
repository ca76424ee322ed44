"""Sends events as the platform does: batched CloudEvents, signed, and again until they are acknowledged."""
import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
import uuid

BATCH_EVENTS = 50
CONNECTIONS = 4


def signed_headers(secret, message, body, at=None):
    """Standard Webhooks: proves the message and its time, which is now unless said otherwise."""
    stamp = str(int(at or time.time()))
    mac = hmac.new(secret, message.encode() + b"." + stamp.encode() + b"." + body, hashlib.sha256)
    return {"webhook-id": message, "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(mac.digest()).decode()}


def batch_headers(secret, message, body, at=None):
    """Of a request with a list of events."""
    return {"Content-Type": "application/cloudevents-batch+json", **signed_headers(secret, message, body, at)}


def may_pass_later(rejected):
    """Whether the hub takes the event when it is sent again."""
    return rejected["problem"].get("status") in (429, 503)


class Sender:
    """Sends on threads of its own; figures may be read at any time. `per_second`: no more events than that."""

    connections = CONNECTIONS
    path = "/v1/cases"

    def __init__(self, port, secret, lines, per_second=None, batch_events=BATCH_EVENTS):
        self.port, self.secret, self.per_second = port, secret, per_second
        self.taken, self.began = 0, time.monotonic()
        self.batches = [lines[start:start + batch_events] for start in range(0, len(lines), batch_events)]
        self.on_the_way_max = self.connections * batch_events  # events that may wait for an answer at one moment
        self.acknowledged = 0   # events with a 2xx, whatever their number of attempts
        self.repeated = 0       # of these, acknowledged as duplicates: an acknowledgement before got lost
        self.problems = []      # of events that the hub refused
        self.stopping = False
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(self.connections)]

    def start(self):
        self.began = time.monotonic()
        for thread in self._threads:
            thread.start()

    def is_done(self):
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self):
        self.stopping = True

    def _run(self):
        connection = None
        while not self.stopping:
            with self._lock:
                if not self.batches:
                    return
                batch = self.batches.pop(0)
                due = self.began + (self.taken / self.per_second if self.per_second else 0)
                self.taken += len(batch)
            time.sleep(max(0, due - time.monotonic()))
            connection = self._send_until_acknowledged(connection, batch)

    def _connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def _wait_after_refusal(self, connection, seconds):
        """The hub takes nothing for so long: the connection to go on with, or None for another one."""
        time.sleep(seconds)
        return connection

    def _send_until_acknowledged(self, connection, batch):
        while batch and not self.stopping:
            connection, batch = self._send(connection, batch)
        return connection

    def _send(self, connection, batch):
        """Until it is answered: the connection, and the events that are to be sent again, since the hub took only others."""
        body = b"[" + b",".join(batch) + b"]"
        message = "msg_" + uuid.uuid4().hex
        while not self.stopping:
            try:
                if connection is None:
                    connection = self._connect()
                connection.request("POST", self.path, body, batch_headers(self.secret, message, body))
                answer = connection.getresponse()
                text = answer.read()
            except (OSError, http.client.HTTPException):
                # The hub is away. What it acknowledged is not lost; what it did not is sent again.
                connection = None
                time.sleep(0.05)
                continue
            if answer.status in (429, 503):
                connection = self._wait_after_refusal(connection, min(float(answer.getheader("Retry-After") or 1), 5))
                continue
            return connection, self._count(answer.status, text, batch)
        return connection, []

    def _count(self, status, text, batch):
        answer = json.loads(text or b"{}")
        accepted = answer.get("accepted", [])
        rejected = [item for item in answer.get("rejected", []) if not may_pass_later(item)]
        later = {item["id"] for item in answer.get("rejected", []) if may_pass_later(item)}
        with self._lock:
            self.acknowledged += len(accepted)
            self.repeated += sum(item.get("status") == "duplicate" for item in accepted)
            self.problems += [str(item.get("problem", ""))[:200] for item in rejected]
            if status >= 400 and not rejected:
                self.problems.append(f"{status} {answer.get('title', '')}")
        return [line for line in batch if later and json.loads(line)["id"] in later]


class Together:
    """Several senders at work at once, with the sums of their figures."""

    def __init__(self, *senders):
        self.senders = senders

    def start(self):
        for sender in self.senders:
            sender.start()

    def is_done(self):
        return all(sender.is_done() for sender in self.senders)

    def stop(self):
        for sender in self.senders:
            sender.stop()

    @property
    def acknowledged(self):
        return sum(sender.acknowledged for sender in self.senders)

    @property
    def problems(self):
        return [problem for sender in self.senders for problem in sender.problems]
