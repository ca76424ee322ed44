"""Stands between hubctl and a hub's admin API, and lets answers say more than the hub said: the planted control of what
only answers can show."""
import http.client
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def _pass_on(self):
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size) if size else None
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        hub = http.client.HTTPConnection(self.server.hub, timeout=120)
        hub.request(self.command, self.path, body, headers)
        answer = hub.getresponse()
        content = answer.read() + self.server.more.get(urllib.parse.urlsplit(self.path).path, b"")
        hub.close()
        if self.server.seen:
            content = self.server.seen(self.path, body, content)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _pass_on


class LeakyHub:
    """`more`: what follows the hub's own answer, by path. `seen`: told of each exchange, gives the answer to pass on."""

    def __init__(self, url, seen=None):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.hub = urllib.parse.urlsplit(url).netloc
        self.server.more, self.server.seen = {}, seen
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def add(self, path, content):
        self.server.more[path] = content

    def end(self):
        self.server.shutdown()
        self.server.server_close()
