#!/usr/bin/env python3
"""Alerts reach real receivers: a web server and a mail relay, which are away at first; the figures say the same."""
import email
import http.server
import json
import os
import socketserver
import sys
import threading
import urllib.request

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, run_cases  # noqa: E402
from places import free_port  # noqa: E402
from sender import signed_headers  # noqa: E402

ALERTS = """alerts:
  interval: 100ms
  hold_left: {hold_left}
  webhook_url: http://127.0.0.1:{web}/alerts
  webhook_secret: file:{root}/acme.key
  smtp: {{host: 127.0.0.1, port: {mail}, from: hub@acme.example, to: [ops@acme.example, night@acme.example]}}
"""


class Webhooks(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((dict(self.headers), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Relay(socketserver.StreamRequestHandler):
    """As much of SMTP as one mail takes."""

    def handle(self):
        self.say("220 relay")
        recipients = []
        for line in iter(self.rfile.readline, b""):
            word = line.split(b":")[0].split()[0].upper() if line.split() else b""
            if line.upper().startswith(b"RCPT"):
                recipients.append(line.split(b"<")[1].split(b">")[0].decode())
            if word == b"DATA":
                self.say("354 go on")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                self.server.taken.append((recipients, email.message_from_bytes(b"".join(lines))))
            self.say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class AlertsTest(HubRun):
    settings = "delivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms, sweep: 200ms}\n"

    def begin(self, hold_left="1h", max_hold="72h"):
        self.web_port, self.mail_port = free_port(), free_port()
        self.places.change("log: {level", ALERTS.format(hold_left=hold_left, web=self.web_port, mail=self.mail_port,
                                                        root=self.places.root) + "log: {level")
        self.places.change_resources("acme", "platform:\n", f"retention: {{max_hold: {max_hold}}}\nplatform:\n")
        self.start_simulator()
        self.start_hub()
        self.lines = self.made_up(3)

    def receivers(self):
        self.web = self.serve(http.server.ThreadingHTTPServer, self.web_port, Webhooks)
        self.mail = self.serve(socketserver.ThreadingTCPServer, self.mail_port, Relay)

    def serve(self, kind, port, handler):
        kind.allow_reuse_address = True
        server = kind(("127.0.0.1", port), handler)
        server.daemon_threads = True
        server.taken = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def told(self):
        """Type and kind of each webhook."""
        events = [json.loads(body) for _, body in self.web.taken]
        return [(event["type"], event["data"]["kind"]) for event in events]

    def subjects(self):
        return [mail["Subject"] for _, mail in self.mail.taken]

    def figure(self, name):
        request = urllib.request.Request(self.places.admin_url + "/metrics",
                                         headers={"Authorization": "Bearer " + self.places.admin_key})
        with urllib.request.urlopen(request, timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return sum(int(line.split()[-1]) for line in lines if line.startswith(name))

    def test_a_dead_letter_wakes_somebody_by_webhook_and_by_mail_and_its_end_is_told(self):
        self.begin()
        self.org.break_with("record_error", "upsert", record=-1, text="STRING_TOO_LONG", field="Subject")
        self.assertEqual(self.send(self.lines[:1]).acknowledged, 1)
        letter = self.only_dead_letter()
        self.assertEqual(self.figure("hub_lane_dead_letters"), 1)
        self.receivers()  # what was fired before is not lost
        self.wait_until(lambda: self.told() == [("alert.firing", "dead_letters")], "the webhook came")
        self.wait_until(lambda: self.subjects() == ["Alert: dead_letters of acme/salesforce"], "the mail came")
        self.assertEqual(self.mail.taken[0][0], ["ops@acme.example", "night@acme.example"])
        self.assertIn("1 delivery needs a person", self.mail.taken[0][1].get_payload())
        headers, body = self.web.taken[0]
        expected = signed_headers(self.places.event_secret, self.header(headers, "webhook-id"), body,
                                  self.header(headers, "webhook-timestamp"))
        self.assertEqual(self.header(headers, "webhook-signature"), expected["webhook-signature"])
        for line in self.lines:
            self.assertNotIn(json.loads(line)["subject"].encode(), body)

        self.hubctl("deliveries", "retry", letter["id"])
        self.all_delivered_once(1)
        self.wait_until(lambda: self.told()[1:] == [("alert.resolved", "dead_letters")], "its end was told")
        self.wait_until(lambda: self.subjects()[1:] == ["Resolved: dead_letters of acme/salesforce"], "by mail too")
        self.assertEqual(self.figure("hub_lane_dead_letters"), 0)

    def header(self, headers, name):
        return {key.lower(): value for key, value in headers.items()}[name]

    def test_a_hold_that_is_almost_over_is_told_before_the_case_is_shredded_and_certified(self):
        self.begin(hold_left="1h", max_hold="4s")
        self.receivers()
        self.org.break_with("status", "*", status=503, times=-1)
        self.assertEqual(self.send(self.lines).acknowledged, 3)
        self.wait_until(lambda: ("alert.firing", "hold_almost_over") in self.told(), "somebody was woken")
        self.assertEqual((self.held(), self.certificates()), (3, []))
        self.assertEqual(self.figure("hub_cases_held"), 3)
        self.wait_until(lambda: self.held() == 0, "the hold is over")
        self.assertEqual([entry["outcome"] for entry in self.certificates()], ["expired"] * 3)
        self.assertEqual(self.figure("hub_cases_expired_total"), 3)
        self.wait_until(lambda: ("alert.resolved", "hold_almost_over") in self.told(), "its end was told")
        self.org.heal()
        self.assertEqual(self.org.state()["records"]["Case"], 0)


if __name__ == "__main__":
    sys.exit(run_cases(AlertsTest))
