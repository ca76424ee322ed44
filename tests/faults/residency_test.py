#!/usr/bin/env python3
"""A tenant of the United States whose hub stands partly there and partly in Sweden: one node in each place, and a target
in each. What leaves a node for a target is recorded on the way, without TLS; databases, logs and backups are searched.
Where the policy lets people's data be in the United States only, no text of a case is found in Sweden; with the rule that
allows it, it is. residency_networks_test sees everything that passes between the two; this one needs no rights."""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import run_cases  # noqa: E402
from places import free_port  # noqa: E402
from recording_proxy import RecordingProxy  # noqa: E402
from us_tenant import Node, TargetIn, marked_event, new_marker  # noqa: E402


class RecordedTarget(TargetIn):
    """Behind a proxy that records what is sent there."""

    def __init__(self, name, place, folder):
        super().__init__(name, place, folder, free_port())
        self.proxy = RecordingProxy(self.reached_at, self.port)

    def end(self):
        self.proxy.close()
        super().end()


class ResidencyTest(unittest.TestCase):
    def setUp(self):
        self.nodes = {place: Node(place) for place in ("aws-us", "sweden")}
        folder = self.nodes["aws-us"].files.root
        self.crm = RecordedTarget("crm", "aws-us", folder)
        self.archive = RecordedTarget("archive", "sweden", folder)

    def tearDown(self):
        for part in (self.crm, self.archive, *self.nodes.values()):
            part.end()

    def run_both(self, people):
        """A case at each node; the markers of the two, as bytes."""
        markers = {place: new_marker() for place in self.nodes}
        for number, (place, node) in enumerate(self.nodes.items()):
            node.configure(people, "{action: redact}", (self.crm, self.archive))
            node.start()
            node.deliver([marked_event(number, markers[place])])
            self.assertEqual(node.hubctl("backup").returncode, 0)
            self.assertEqual([entry["outcome"] for entry in node.certificates()], ["delivered"], place)
        return {place: marker.encode() for place, marker in markers.items()}

    def assert_nothing_lies_about(self, markers):
        for node in self.nodes.values():
            for marker in markers.values():
                self.assertEqual(node.files_with(marker), [])

    def test_people_of_the_united_states_are_never_found_in_sweden(self):
        markers = self.run_both("[aws-us]")
        self.assertIn(markers["aws-us"], self.crm.proxy.sent(), "the capture sees what is sent")
        self.assertNotIn(markers["aws-us"], self.archive.proxy.sent())
        for target in (self.crm, self.archive):
            self.assertNotIn(markers["sweden"], target.proxy.sent(), "what Sweden did not take in, it cannot send")
            self.assertGreater(len(target.proxy.sent()), 0)
        self.assert_nothing_lies_about(markers)
        allowed = {place: node.certificates()[0]["allowed"]["store"] for place, node in self.nodes.items()}
        self.assertEqual(allowed, {"aws-us": ["nobody", "keyed", "people"], "sweden": ["nobody", "keyed"]})

    def test_with_the_rule_that_allows_it_they_are(self):
        markers = self.run_both("[aws-us, sweden]")
        for marker in markers.values():
            self.assertIn(marker, self.crm.proxy.sent())
            self.assertIn(marker, self.archive.proxy.sent())
        self.assert_nothing_lies_about(markers)


if __name__ == "__main__":
    sys.exit(run_cases(ResidencyTest))
