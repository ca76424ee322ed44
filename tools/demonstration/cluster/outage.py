"""How long a sender's events were not acknowledged, from a moment on."""
import time


class Outage:
    """Begins when it is made. It is over once more was acknowledged than could have been on its way at that moment."""

    def __init__(self, sender):
        self.sender, self.began = sender, time.monotonic()
        self._enough = sender.acknowledged + sender.on_the_way_max + 1

    def is_over(self):
        return self.sender.acknowledged >= self._enough

    @property
    def seconds(self):
        return time.monotonic() - self.began
