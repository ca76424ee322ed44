#!/usr/bin/env python3
"""core/THREATS.md promises tests: each of them is there, and what only the sources can show is looked up in them."""
import os
import re
import sys
import unittest

SOURCE = sys.argv[1]
sys.path.insert(0, os.path.join(SOURCE, "tests", "tools"))
import case_report  # noqa: E402

# Where a secret, or the hash of one, is compared with what a stranger sent.
COMPARES_SECRETS = ("core/policy/credential.cpp", "core/http/standard_webhooks.cpp", "core/ingest/verifier.cpp")


def read(*parts):
    with open(os.path.join(SOURCE, *parts), encoding="utf-8") as file:
        return file.read()


def sources():
    for folder in ("core", "connectors", "tools"):
        for where, _, names in os.walk(os.path.join(SOURCE, folder)):
            if "node_modules" not in where:
                yield from (os.path.join(where, name) for name in names if name.endswith((".cpp", ".hpp")))


class ThreatsTest(unittest.TestCase):
    def test_every_test_that_is_named_is_where_the_page_says(self):
        named = re.findall(r"\[(\w+)\]\(\.\./(tests/[^)]+)\)", read("core", "THREATS.md"))
        self.assertGreater(len(named), 50)
        for test, path in named:
            self.assertRegex(read(path), rf"(BOOST_\w+_CASE\(|def ){test}\b", path)

    def test_every_boundary_is_looked_at_in_every_way(self):
        for boundary in read("core", "THREATS.md").split("\n## ")[1:]:
            letters = re.findall(r"^\| ([STRIDE]) \|", boundary, re.MULTILINE)
            title = boundary.split("\n")[0]
            # Of the supply chain some are another boundary's.
            self.assertEqual(letters, list("TID" if title == "Supply chain" else "STRIDE"), title)
            self.assertEqual(len(re.findall(r"^\| [STRIDE] \|.*\]\(", boundary, re.MULTILINE)), len(letters), title)

    def test_secrets_are_compared_in_constant_time(self):
        for path in COMPARES_SECRETS:
            self.assertIn("CRYPTO_memcmp(", read(path), path)
        # What ends at the first difference is not at hand by accident.
        for path in sources():
            self.assertNotRegex(read(path), r"(?<!CRYPTO_)\b(memcmp|strcmp|strncmp|bcmp)\(", path)


if __name__ == "__main__":
    sys.exit(case_report.run(ThreatsTest))
