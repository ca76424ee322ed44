"""Sends to whichever of several hubs answers, as a platform does that stands before a load balancer."""
import http.client
import itertools

from sender import Sender

SILENT_SECONDS = 5  # a hub that has not answered for so long is left for the next one


class BalancedSender(Sender):
    """`doors`: (address, port) of each hub. One that refuses, is away or says nothing is left for the next."""

    connections = 2

    def __init__(self, doors, *arguments):
        super().__init__(None, *arguments)
        self.doors = len(doors)
        self._turns = itertools.cycle(doors)

    def _connect(self):
        return http.client.HTTPConnection(*next(self._turns), timeout=SILENT_SECONDS)

    def _wait_after_refusal(self, connection, seconds):
        super()._wait_after_refusal(connection, seconds / self.doors)
        connection.close()
        return None
