"""What tests put between two parties: a server that passes each request on and each answer back."""
import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP_BY_HOP = ("content-length", "connection", "transfer-encoding")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def pass_on(self):
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size) if size else None
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        self.server.heard(self.command, self.path, headers)
        peer = http.client.HTTPConnection(self.server.peer_of(self.path), timeout=120)
        peer.request(self.command, self.path, body, headers)
        answer = peer.getresponse()
        content = self.server.changed(self.path, body, answer.read())
        peer.close()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = pass_on


class Forwarding:
    """`peer_of`: "host:port" for a path. `changed`: told of path, body and answer, gives the answer to pass on. `heard`:
    told of method, path and headers of each request."""

    def __init__(self, peer_of, changed=lambda path, body, content: content, heard=lambda method, path, headers: None):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.peer_of, self.server.changed, self.server.heard = peer_of, changed, heard
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def end(self):
        self.server.shutdown()
        self.server.server_close()
