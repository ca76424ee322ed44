#!/usr/bin/env python3
"""The ports of the demonstration and of tests: nobody is given one that another still has."""
import multiprocessing
import os
import socket
import sys
import unittest

import case_report

SOURCE = sys.argv[1]
sys.path.insert(0, os.path.join(SOURCE, "tools", "demonstration"))
from places import free_port  # noqa: E402

PORTS = 400


def give(count, ports, is_done):
    """In a process of its own, which keeps what it was given until the other has seen it."""
    ports.put([free_port() for _ in range(count)])
    is_done.wait()


class PortsTest(unittest.TestCase):
    def test_several_processes_are_never_given_the_same_port(self):
        context = multiprocessing.get_context("spawn")
        ports, is_done = context.Queue(), context.Event()
        others = [context.Process(target=give, args=(PORTS, ports, is_done)) for _ in range(3)]
        for other in others:
            other.start()
        given = [port for _ in others for port in ports.get(timeout=60)] + [free_port() for _ in range(PORTS)]
        is_done.set()
        for other in others:
            other.join()
        self.assertEqual(len(set(given)), 4 * PORTS)

    def test_whoever_was_given_a_port_can_listen_there_again_and_again(self):
        port = free_port()
        for _ in range(3):
            with socket.create_server(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)):
                pass

    def test_nobody_answers_at_a_port_where_nobody_listens(self):
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", free_port()))


if __name__ == "__main__":
    sys.exit(case_report.run(PortsTest))
