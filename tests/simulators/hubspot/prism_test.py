#!/usr/bin/env python3
"""A description of HubSpot's API: neither the hub's calls nor the simulator's answers break it."""
import http.client
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import proxied_run  # noqa: E402

CASES = 30
DESCRIBED = "/crm/v3/objects/"  # the description leaves out properties and associations in batches


def switch(described_port, other_port):
    """A server that sends what is described to one port and the rest to the other."""
    class Switch(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            port = described_port if self.path.startswith(DESCRIBED) else other_port
            peer = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
            peer.request(self.command, self.path, body, headers)
            answer = peer.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            peer.close()

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = forward

        def log_message(self, *_):
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Switch)


class PrismTest(proxied_run.ProxiedRun):
    target = "hubspot"
    description = "hubspot-hub-cut.openapi.json"

    def start_switch(self, described_url):
        server = switch(*(int(url.rsplit(":", 1)[1]) for url in (described_url, self.org.url)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}"

    def test_objects_keep_to_the_description(self):
        self.start_simulator()
        url = self.start_switch(self.start_proxy())
        self.places.change_resources("acme", self.org.url, url)
        self.start_hub()
        self.send(self.made_up(CASES))
        self.all_delivered_once(CASES)
        self.assertIn("batch/upsert", self.said())
        self.assertEqual(self.broken()[:5], [])


if __name__ == "__main__":
    sys.exit(proxied_run.run(PrismTest))
