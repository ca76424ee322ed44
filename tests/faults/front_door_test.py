#!/usr/bin/env python3
"""Senders that mean ill, or die, at the running service: refused or served, memory flat, nothing acknowledged lost."""
import os
import resource
import select
import signal
import socket
import sys
import time

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, Sender, run_cases  # noqa: E402

MEGABYTE = 1 << 20
FLAT_BYTES = 48 * MEGABYTE  # the sanitizers keep freed memory for a while; a body that was buffered is larger
HEADER_DEADLINE_SECONDS = 1
IN_FLIGHT = 8

POST = b"POST /v1/cases HTTP/1.1\r\nHost: hub\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
MALFORMED = {
    "a negative length": POST + b"Content-Length: -5\r\n\r\nhello",
    "a length beyond all numbers": POST + b"Content-Length: 99999999999999999999\r\n\r\nhello",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "two different lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "a length beside chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "chunks beside a length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "a chunk of 7fffffff": CHUNKED + b"7fffffff\r\nhello",
    "a chunk of ffffffff": CHUNKED + b"ffffffff\r\nhello",
    "a negative chunk": CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
    "a chunk that is no number": CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n",
}


class FrontDoorTest(HubRun):
    settings = "delivery: {first_backoff: 10ms, longest_backoff: 100ms, first_probe: 50ms, longest_probe: 200ms}\n"

    def setUp(self):
        super().setUp()
        self.places.change("epoch: 30s", f"epoch: 30s, header_deadline: {HEADER_DEADLINE_SECONDS}s, "
                                          "body_deadline: 2s, idle_deadline: 2s")
        self.start_simulator()
        self.start_hub()
        self.lines = self.made_up(60)
        self.assertEqual(self.send(self.lines[:10]).acknowledged, 10)
        self.bytes_before = self.resident_bytes()

    def resident_bytes(self):
        with open(f"/proc/{self.hub.process.pid}/status", encoding="ascii") as file:
            fields = dict(line.split(":", 1) for line in file)
        return int(fields["VmRSS"].split()[0]) * 1024

    def still_serves(self, known=10):
        """Whatever came before: memory is flat, an ordinary case is taken, and all are delivered once."""
        self.assertLess(self.resident_bytes(), self.bytes_before + FLAT_BYTES)
        self.assertEqual(self.send(self.lines[known:known + 1]).acknowledged, 1)
        self.all_delivered_once(known + 1)

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.places.events_port), timeout=60)
        self.addCleanup(connection.close)
        return connection

    def answer_of(self, connection):
        """Its status, or None when the connection ends without an answer."""
        answer = b""
        try:
            while b"\r\n" not in answer:
                piece = connection.recv(4096)
                if not piece:
                    return None
                answer += piece
        except ConnectionError:
            return None
        return int(answer.split(b" ")[1])

    def flood(self, connection, piece, most):
        """Sends until the hub has had enough, at most `most` bytes; how many it took."""
        sent = 0
        try:
            while sent < most and not select.select([connection], [], [], 0)[0]:
                sent += connection.send(piece)
        except ConnectionError:
            pass
        return sent

    def drip(self, connection, seconds):
        """One byte at a time until the hub says or ends something, at most so long; the status, None for an end."""
        until = time.monotonic() + seconds
        while not select.select([connection], [], [], 0.05)[0]:
            self.assertLess(time.monotonic(), until, "the hub waits for ever")
            connection.send(b"x")
        return self.answer_of(connection)

    def test_a_body_of_100_megabytes_is_refused_unread(self):
        connection = self.connect()
        connection.sendall(POST + b"Content-Length: 104857600\r\n\r\n")
        self.assertLess(self.flood(connection, b"x" * 65536, 100 * MEGABYTE), 50 * MEGABYTE)
        self.assertEqual(self.answer_of(connection), 413)
        self.still_serves()

    def test_100_megabytes_in_chunks_are_refused_at_the_limit(self):
        connection = self.connect()
        connection.sendall(CHUNKED)
        self.assertLess(self.flood(connection, b"10000\r\n" + b"x" * 65536 + b"\r\n", 100 * MEGABYTE), 50 * MEGABYTE)
        self.assertIn(self.answer_of(connection), (413, None))
        self.still_serves()

    def test_a_header_of_64_megabytes_is_refused_at_the_limit(self):
        connection = self.connect()
        connection.sendall(b"POST /v1/cases HTTP/1.1\r\nHost: hub\r\nX-Long: ")
        self.assertLess(self.flood(connection, b"x" * 65536, 64 * MEGABYTE), 32 * MEGABYTE)
        self.assertIn(self.answer_of(connection), (431, None))
        self.still_serves()

    def test_drip_fed_headers_and_bodies_end_at_their_deadlines(self):
        headers, body = self.connect(), self.connect()
        headers.sendall(b"POST /v1/cases HTTP/1.1\r\nHost: hub\r\nX-Slow: ")
        body.sendall(POST + b"Content-Length: 100000\r\n\r\n")
        self.assertIn(self.drip(headers, 30), (408, None))
        self.assertEqual(self.drip(body, 30), 408)
        self.still_serves()

    def test_what_could_be_read_in_two_ways_is_refused(self):
        for name, request in MALFORMED.items():
            with self.subTest(name):
                connection = self.connect()
                connection.sendall(request)
                self.assertIn(self.answer_of(connection), (400, 413))
        self.still_serves()

    def restart_with_few_descriptors(self):
        """As a service manager starts it: a low soft limit, which the hub raises for itself."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        try:
            self.assertTrue(self.hub.stop())
            self.start_hub()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))

    def test_a_thousand_idle_connections_keep_nobody_waiting_and_are_closed(self):
        self.restart_with_few_descriptors()
        idle = [self.connect() for _ in range(1000)]
        self.assertEqual(self.send(self.lines[10:11]).acknowledged, 1)
        for connection in idle:
            self.assertIn(self.answer_of(connection), (408, None))
        self.still_serves(known=11)

    def signed_request(self, line):
        headers, body = self.signed(line)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return POST + head.encode() + b"Content-Length: %d\r\n\r\n" % len(body), body

    def test_requests_in_flight_at_a_stop_are_answered_and_kept(self):
        self.simulator.kill()
        requests = [self.signed_request(line) for line in self.lines[10:10 + IN_FLIGHT]]
        connections = [self.connect() for _ in requests]
        for connection, (head, body) in zip(connections, requests):
            connection.sendall(head + body[:-1])
        # A later request on a connection of its own is answered: by then the hub has read the beginnings.
        self.assertEqual(self.send(self.lines[:1]).repeated, 1)
        self.hub.process.send_signal(signal.SIGTERM)
        for connection, (_, body) in zip(connections, requests):
            connection.sendall(body[-1:])
        self.assertEqual([self.answer_of(connection) for connection in connections], [202] * IN_FLIGHT)
        self.assertEqual(self.hub.process.wait(60), 0)
        self.start_hub()
        self.assertGreaterEqual(self.held(), IN_FLIGHT)
        self.start_simulator()
        self.wait_until(lambda: self.held() == 0, "what was acknowledged before the stop is delivered after it")
        self.assertEqual(len(self.certificates()), 10 + IN_FLIGHT)

    def test_stops_under_load_lose_nothing_that_was_acknowledged(self):
        lines = self.made_up(300)
        sender = Sender(self.places.events_port, self.places.event_secret, lines[10:])
        sender.start()
        self.wait_until(lambda: sender.acknowledged > 0, "something was acknowledged")
        for _ in range(3):
            self.assertTrue(self.hub.stop(), "a stop drains and ends well")
            self.start_hub()
        self.wait_until(sender.is_done, "every event is answered")
        self.assertEqual((sender.acknowledged, sender.problems), (290, []))
        self.all_delivered_once(300)


if __name__ == "__main__":
    sys.exit(run_cases(FrontDoorTest))
