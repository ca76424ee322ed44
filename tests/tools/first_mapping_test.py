#!/usr/bin/env python3
"""The tutorial, typed: its files are written, its commands are run, and what they print is what it says."""
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

import case_report

SOURCE, BUILD = sys.argv[1], sys.argv[2]
HUBCTL = os.path.join(BUILD, "tools", "hubctl", "hubctl")
TUTORIAL = os.path.join(SOURCE, "mappings", "first-mapping.md")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.S | re.M)


class FirstMappingTest(unittest.TestCase):
    maxDiff = None

    def test_every_step_of_the_tutorial_does_what_it_says(self):
        with open(TUTORIAL, encoding="utf-8") as file:
            blocks = BLOCK.findall(file.read())
        commands = 0
        with tempfile.TemporaryDirectory() as folder:
            for kind, name, body in blocks:
                if kind == "console":
                    first, _, expected = body.partition("\n")
                    words = shlex.split(first.removeprefix("$ "))
                    self.assertEqual(words[0], "hubctl")
                    answer = subprocess.run([HUBCTL, *words[1:]], cwd=folder, capture_output=True, text=True,
                                            timeout=60, check=False)
                    self.assertEqual(answer.stdout + answer.stderr, expected, first)
                    self.assertEqual(answer.returncode, 1 if re.search(r"^\d+ found\.$", expected, re.M) else 0, first)
                    commands += 1
                else:
                    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                        file.write(body)
        self.assertGreaterEqual(commands, 6)


if __name__ == "__main__":
    sys.exit(case_report.run(FirstMappingTest))
