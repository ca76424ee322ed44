"""Stands between hubctl and a hub's admin API, and lets answers say more than the hub said: the planted control of what
only answers can show."""
import urllib.parse

from forwarding import Forwarding


class LeakyHub(Forwarding):
    """`seen`: told of each exchange, gives the answer to pass on."""

    def __init__(self, url, seen=None):
        self.more = {}  # what follows the hub's own answer, by path
        self.seen = seen
        hub = urllib.parse.urlsplit(url).netloc
        super().__init__(lambda path: hub, self.leaking)

    def leaking(self, path, body, content):
        content += self.more.get(urllib.parse.urlsplit(path).path, b"")
        return self.seen(path, body, content) if self.seen else content

    def add(self, path, content):
        self.more[path] = content
