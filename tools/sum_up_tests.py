#!/usr/bin/env python3
"""Sums up a ctest JUnit report in test cases: Boost.Test programs say how many they ran, any other test counts as one."""
import re
import sys
import xml.etree.ElementTree

PASSED = re.compile(r"^\s*(\d+) test cases? out of \d+ passed", re.MULTILINE)
FAILED = re.compile(r"^\s*(\d+) test cases? out of \d+ (?:failed|aborted)", re.MULTILINE)
SKIPPED = re.compile(r".*\bskipped\b.*")


def main() -> int:
    passed = failed = 0
    failures, skipped = [], []
    for test in xml.etree.ElementTree.parse(sys.argv[1]).getroot().iter("testcase"):
        name, output = test.get("name"), test.findtext("system-out") or ""
        if test.get("status") in ("disabled", "notrun"):
            if test.find("failure") is None:
                skipped.append(name)
                continue
        ok = test.find("failure") is None and test.get("status") != "fail"
        cases = sum(map(int, PASSED.findall(output)))
        broken = sum(map(int, FAILED.findall(output)))
        passed += cases if cases or not ok else 1
        # A program that crashed or ran out of time reports no failed case, yet it failed.
        failed += broken if ok else max(broken, 1)
        if not ok:
            failures.append(name)
        skipped += [line.strip() for line in SKIPPED.findall(output)]
    for line in skipped:
        print(f"test: skipped: {line}")
    for name in failures:
        print(f"test: failed: {name}")
    if passed + failed == 0:
        print("test: no test ran")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
