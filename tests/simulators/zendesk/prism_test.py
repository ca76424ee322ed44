#!/usr/bin/env python3
"""Zendesk's own description of its API: neither the hub's calls nor the simulator's answers break it."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import proxied_run  # noqa: E402

CASES = 30


class PrismTest(proxied_run.ProxiedRun):
    target = "zendesk"
    description = "zendesk-support.yaml"

    def test_no_call_and_no_answer_breaks_the_vendors_description(self):
        # The description knows HTTP Basic alone.
        self.simulator.command += ["--api-token", self.places.target_secret]
        self.start_simulator()
        url = self.start_proxy()
        self.places.change_resources(
            "acme", f"base_url: {self.org.url}\n  client_id: demonstration\n  client_secret:",
            f"base_url: {url}\n  auth: api_token\n  email: hub@example.com\n  api_token:")
        self.start_hub()
        self.send(self.made_up(CASES))
        self.all_delivered_once(CASES)
        self.assertIn("create_many", self.said())
        # What Prism cannot know is what the description leaves out: the file that is uploaded.
        self.assertEqual([line for line in self.broken() if "/uploads" not in line][:5], [])


if __name__ == "__main__":
    sys.exit(proxied_run.run(PrismTest))
