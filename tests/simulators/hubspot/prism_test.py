#!/usr/bin/env python3
"""A description of HubSpot's API: neither the hub's calls nor the simulator's answers break it."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import proxied_run  # noqa: E402
from forwarding import Forwarding  # noqa: E402

CASES = 30
OBJECTS, LISTED = "/crm/v3/objects/", "/crm/v3/objects/tickets?"


def is_described(path):
    """The description leaves out properties, associations in batches and lists."""
    return path.startswith(OBJECTS) and not path.startswith(LISTED)


class PrismTest(proxied_run.ProxiedRun):
    target = "hubspot"
    description = "hubspot-hub-cut.openapi.json"

    def start_switch(self, described_url):
        """What is described goes to one address, the rest to the simulator's."""
        described, other = (url.removeprefix("http://") for url in (described_url, self.org.url))
        switch = Forwarding(lambda path: described if is_described(path) else other)
        self.addCleanup(switch.end)
        return switch.url

    def test_objects_keep_to_the_description(self):
        self.start_simulator()
        url = self.start_switch(self.start_proxy())
        self.places.change_resources("acme", self.org.url, url)
        self.start_hub()
        self.send(self.made_up(CASES))
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")
        self.assertEqual([entry["outcome"] for entry in self.certificates()], ["delivered"] * CASES)
        self.assertIn("batch/upsert", self.said())
        self.assertEqual(self.broken()[:5], [])


if __name__ == "__main__":
    sys.exit(proxied_run.run(PrismTest))
