#!/usr/bin/env python3
"""tools/sum_up_tests.py counts what ran, and never calls a crash or an empty run a success."""
import os
import subprocess
import sys
import tempfile

import case_report

SUM_UP = os.path.join(sys.argv[1], "tools", "sum_up_tests.py")
PASSED = '<testcase name="a" status="run"><system-out>  3 test cases out of 3 passed</system-out></testcase>'
FAILED = ('<testcase name="b" status="fail"><failure message=""/><system-out>  1 test case out of 3 passed\n'
          '  2 test cases out of 3 failed\n</system-out></testcase>')
CRASHED = '<testcase name="c" status="fail"><failure message=""/><system-out>Segmentation fault</system-out></testcase>'
SCRIPT = '<testcase name="d" status="run"><system-out>fine</system-out></testcase>'
SKIPPED = '<testcase name="e" status="run"><system-out>golden cases skipped: no folder\n  1 test case out of 1 passed</system-out></testcase>'
EXPECTED = (
    ("passed programs count their cases", PASSED + SCRIPT, "4 passed, 0 failed", 0),
    ("failed cases are counted", PASSED + FAILED, "4 passed, 2 failed", 1),
    ("a crash is a failure", PASSED + CRASHED, "3 passed, 1 failed", 1),
    ("no test at all is a failure", "", "0 passed, 1 failed", 1),
    ("what was skipped is said", SKIPPED, "1 passed, 0 failed", 0),
)


def main():
    failed = 0
    for name, tests, last_line, status in EXPECTED:
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as report:
            report.write(f"<testsuite>{tests}</testsuite>")
            report.flush()
            answer = subprocess.run([sys.executable, SUM_UP, report.name], capture_output=True, text=True, check=False)
        lines = answer.stdout.splitlines()
        if answer.returncode != status or lines[-1:] != [last_line] or ("skipped" in tests) != ("skipped" in answer.stdout):
            print(f"FAILED: {name}: status {answer.returncode}, output:\n{answer.stdout}{answer.stderr}")
            failed += 1
    return case_report.report(len(EXPECTED), failed)


if __name__ == "__main__":
    sys.exit(main())
