"""What tells a simulated system to do something wrong, and asks what it holds and how often it was called."""
import json
import urllib.request


class Peer:
    """A simulated system by its address."""

    def __init__(self, url):
        self.url = url

    def _control(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else b"" if method == "POST" else None
        request = urllib.request.Request(f"{self.url}/_control/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def break_with(self, kind, operation, **fields):
        self._control("POST", "faults", {"kind": kind, "operation": operation, **fields})

    def heal(self):
        self._control("DELETE", "faults")

    def reset(self):
        self._control("POST", "reset")

    def callbacks(self):
        return self._control("GET", "callbacks")

    def state(self):
        return self._control("GET", "state")

    def records(self, kind):
        return self._control("GET", "records/" + kind)

    def calls(self, operation=None):
        calls = self.state()["calls"]
        return sum(calls.values()) if operation is None else calls.get(operation, 0)


class Org(Peer):
    """A simulated target."""

    def expire_tokens(self):
        self._control("POST", "expire-tokens")
