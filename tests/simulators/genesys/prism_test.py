#!/usr/bin/env python3
"""A description of Genesys Cloud's API: neither the hub's calls nor the simulator's answers break it."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import proxied_run  # noqa: E402

CASES = 30


class PrismTest(proxied_run.ProxiedRun):
    target = "genesys"
    description = "genesys-hub-cut.openapi.json"

    def deliver_by(self, mapping, operations):
        self.start_simulator()
        url = self.start_proxy()
        told = "mapping: genesys/{}.yaml\nmax_class: free_text\nsettings:\n  base_url: {}\n  login_url: {}\n"
        self.places.change_resources("acme", told.format("default", self.org.url, self.org.url),
                                     told.format(mapping, url, url))
        self.start_hub()
        self.send(self.made_up(CASES))
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")
        self.assertEqual([entry["outcome"] for entry in self.certificates()], ["delivered"] * CASES)
        for operation in operations:
            self.assertGreater(self.org.calls(operation), 0, operation)
        self.assertEqual(self.broken()[:5], [])

    def test_contacts_and_notes_keep_to_the_description(self):
        self.deliver_by("default", ("find_contact", "enrich", "contact", "notes", "add_notes"))

    def test_workitems_keep_to_the_description(self):
        self.deliver_by("workitem", ("query", "create_workitem", "workitem"))


if __name__ == "__main__":
    sys.exit(proxied_run.run(PrismTest))
