"""A TCP proxy that remembers every byte which its clients sent: what leaves a hub for a target, seen from outside."""
import threading

from relay import Relay


class RecordingProxy:
    """Between whoever connects to `port` and the service at `target_port`, both on this machine."""

    def __init__(self, port, target_port):
        self._sent = bytearray()
        self._lock = threading.Lock()
        self._relay = Relay(("127.0.0.1", port), ("127.0.0.1", target_port), self._remember)

    def _remember(self, data):
        with self._lock:
            self._sent += data

    def sent(self):
        with self._lock:
            return bytes(self._sent)

    def close(self):
        self._relay.close()
