#!/usr/bin/env python3
"""The API's description as a running hub gives it passes a linter, and one with a mistake does not.

usage: openapi_test.py SOURCE BUILD
"""
import json
import os
import subprocess
import sys
import urllib.request

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import SOURCE, HubRun, run_cases  # noqa: E402

HERE = os.path.join(SOURCE, "tests", "openapi")


class Description(HubRun):
    def setUp(self):
        super().setUp()
        self.start_hub()
        with urllib.request.urlopen(self.places.admin_url + "/openapi.json", timeout=10) as answer:
            self.description = json.load(answer)

    def lint(self):
        path = self.places.path("openapi.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.description, file)
        answer = subprocess.run(["node", os.path.join(HERE, "lint.mjs"), path], capture_output=True, text=True,
                                timeout=60, check=False)
        return answer.returncode, answer.stdout + answer.stderr

    def test_the_description_passes_the_linter(self):
        self.assertEqual(self.lint(), (0, ""))

    def test_a_description_with_mistakes_does_not(self):
        del self.description["paths"]["/healthz"]["get"]["operationId"]
        self.description["paths"]["/api/v1/jobs/{job}"]["get"]["parameters"] = []
        status, report = self.lint()
        self.assertEqual(status, 1)
        self.assertIn("operation-operationId", report)
        self.assertIn("path-parameters-defined", report)


if __name__ == "__main__":
    if not os.path.exists(os.path.join(HERE, "node_modules", "@redocly", "openapi-core")):
        print("linting the API's description skipped: its npm package is not there, see tools/install-dependencies")
        sys.exit(0)
    sys.exit(run_cases(Description))
