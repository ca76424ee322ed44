"""tools/bench/run as a test runs it, on what is built."""
import json
import os
import subprocess
import sys

SOURCE, BUILD = sys.argv[1], sys.argv[2]


def bench(*arguments):
    """Its status, and what its last line says."""
    done = subprocess.run([os.path.join(SOURCE, "tools", "bench", "run"), *arguments, "--no-build", "--preset",
                           os.path.basename(BUILD)], capture_output=True, text=True, timeout=250, check=False)
    lines = done.stdout.splitlines()
    return done.returncode, json.loads(lines[-1]) if lines else {}
