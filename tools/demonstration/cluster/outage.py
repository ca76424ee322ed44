"""How long events of some tenant were not acknowledged, from a moment on."""
import time


class Outage:
    """Begins when it is made. It is over once of every sender's events more were acknowledged than could have been on their way
    at that moment."""

    def __init__(self, senders):
        self.began = time.monotonic()
        self._enough = {sender: sender.acknowledged + sender.on_the_way_max + 1 for sender in senders}

    def is_over(self):
        return all(sender.acknowledged >= enough for sender, enough in self._enough.items())

    @property
    def seconds(self):
        return time.monotonic() - self.began
