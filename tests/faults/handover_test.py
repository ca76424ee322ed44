#!/usr/bin/env python3
"""A restart under load: the service manager keeps the listening sockets, connections wait in them, no request fails."""
import contextlib
import fcntl
import http.client
import os
import re
import socket
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBD, HubRun, Service, run_cases  # noqa: E402

SENDERS = 4
RESTARTS = 4
HIGH = 20  # descriptors from here on: below are those that the hub is to find


class Manager:
    """What systemd does for a service: hears what it says, keeps the sockets that it leaves, and hands them over again."""

    def __init__(self, path):
        self.path, self.kept, self.said = path, {}, []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                text, descriptors, _, _ = socket.recv_fds(self.socket, 1000, 4)
            except OSError:
                return
            name = re.search("^FDNAME=(.*)$", text.decode(), re.MULTILINE)
            for descriptor in descriptors:
                self.keep(name[1], descriptor)
            if text.startswith(b"FDSTOREREMOVE=1"):
                os.close(self.kept.pop(name[1]))
            self.said.append(text.decode())

    def keep(self, name, descriptor):
        self.kept[name] = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, HIGH)
        os.close(descriptor)

    def end(self):
        self.socket.close()
        for descriptor in self.kept.values():
            os.close(descriptor)


class ManagedHub(Service):
    def __init__(self, manager, config, log):
        super().__init__("hubd", [HUBD, "--config=" + config], log)
        self.manager = manager

    def start(self):
        names, descriptors = list(self.manager.kept), list(self.manager.kept.values())
        redirections = "".join(f" {3 + i}<&{descriptor} {descriptor}<&-" for i, descriptor in enumerate(descriptors))
        environment = {**os.environ, "NOTIFY_SOCKET": self.manager.path}
        if names:
            environment.update(LISTEN_FDS=str(len(names)), LISTEN_FDNAMES=":".join(names))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(["bash", "-c", 'LISTEN_PID=$$ exec "$@"' + redirections, "bash", *self.command],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment,
                                            pass_fds=descriptors)


class HandoverTest(HubRun):
    def setUp(self):
        super().setUp()
        self.manager = Manager(self.places.path("notify"))
        self.addCleanup(self.manager.end)
        self.lines = self.made_up(400)
        self.next, self.taken, self.failures = 0, 0, []
        self.stopping = threading.Event()
        self.lock = threading.Lock()

    def manage(self):
        self.hub = ManagedHub(self.manager, self.places.path("hub.yaml"), self.hub.log)

    def send_once(self, line):
        """On a connection of its own; a 503 may be answered once by asking again."""
        for _ in range(2):
            status, _ = self.post(line)
            if status != 503:
                return status
        return status

    def send_on(self):
        while not self.stopping.is_set():
            with self.lock:
                line = self.lines[self.next % len(self.lines)]
                self.next += 1
            try:
                status = self.send_once(line)
                failure = None if status == 202 else str(status)
            except (OSError, http.client.HTTPException) as error:
                failure = repr(error)
            with self.lock:
                self.taken += failure is None
                self.failures += [failure] if failure else []

    @contextlib.contextmanager
    def under_load(self):
        threads = [threading.Thread(target=self.send_on) for _ in range(SENDERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join()

    def restart(self):
        taken = self.taken
        self.wait_until(lambda: self.taken > taken + 20, "cases are taken")
        self.assertTrue(self.hub.stop())
        self.start_hub()

    def test_no_request_fails_while_the_hub_restarts(self):
        self.manage()
        self.start_hub()
        with self.under_load():
            for _ in range(RESTARTS):
                self.restart()
            taken = self.taken
            self.wait_until(lambda: self.taken > taken + 20, "cases are taken after the last restart")
        self.assertEqual(self.failures, [])
        self.assertEqual(set(self.manager.kept), {"events", "admin"})

    def test_no_request_fails_when_it_is_killed_between_requests_and_started_again(self):
        self.manage()
        self.start_hub()
        self.hub.kill()
        answers = []
        sender = threading.Thread(target=lambda: answers.append(self.post(self.lines[0])[0]))
        sender.start()
        self.start_hub()
        sender.join()
        self.assertEqual(answers, [202])

    def test_without_a_manager_requests_fail(self):
        self.start_hub()
        with self.under_load():
            self.restart()
        self.assertNotEqual(self.failures, [])

    def test_a_socket_that_listens_before_there_is_a_hub_is_used(self):
        listener = socket.create_server(("127.0.0.1", self.places.events_port))
        self.manager.keep("connector-hub.socket", listener.detach())
        answers = []
        sender = threading.Thread(target=lambda: answers.append(self.post(self.lines[0])[0]))
        sender.start()
        self.manage()
        self.start_hub()
        sender.join()
        self.assertEqual(answers, [202])
        self.assertNotIn("FDSTORE=1\nFDNAME=events", self.manager.said)

    def test_a_socket_that_the_settings_do_not_name_any_more_is_given_back(self):
        self.manage()
        self.start_hub()
        self.assertTrue(self.hub.stop())
        before, self.places.events_port = self.places.events_port, self.places.engage_port
        self.places.change(f"port: {before}", f"port: {self.places.events_port}")
        self.start_hub()
        self.assertEqual(self.post(self.lines[0])[0], 202)
        self.wait_until(lambda: "FDSTOREREMOVE=1\nFDNAME=events" in self.manager.said, "the old socket is given back")
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", before))


if __name__ == "__main__":
    sys.exit(run_cases(HandoverTest))
