#!/usr/bin/env python3
"""The tutorials that need a running hub, typed into one shell: their files are written, their commands are run, and what they
print is what stands there; `...` there is any text. Ports are free ones, and what the package installs is that of the source tree."""
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SOURCE, BUILD = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
sys.path.insert(0, os.path.join(SOURCE, "tools", "demonstration"))
import case_report  # noqa: E402
from places import free_port  # noqa: E402

# In the order in which they are followed: each goes on where the one before ended.
TUTORIALS = ("config/first-tenant.md", "connectors/webhook/first-target.md")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.S | re.M)
# The last step of a tutorial that another one goes on from.
LAST = "kill %1"
SECONDS = 120


class Shell:
    """One bash; what a command prints, and how it ended."""

    def __init__(self, folder):
        path = [os.path.join(BUILD, "tools", name) for name in ("hubd", "hubctl", "simulators")]
        environment = {**os.environ, "PATH": os.pathsep.join([*path, os.environ["PATH"]]), "HOME": folder}
        # A session of its own: whatever it started ends with it.
        self.process = subprocess.Popen(["bash", "--norc"], cwd=folder, env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)

    def type_in(self, command):
        self.process.stdin.write(f"{command}\nprintf '\\n:ended:%d:\\n' $?\n".encode())
        self.process.stdin.flush()
        said, until = b"", time.monotonic() + SECONDS
        while not (end := re.search(rb"^:ended:(\d+):\n", said, re.M)):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            if not piece:
                raise AssertionError(f"`{command}` did not end; it said: {said.decode()}")
            said += piece
        text = said[:end.start()].decode().removesuffix("\n")
        return int(end[1]), text if not text or text.endswith("\n") else text + "\n"

    def end(self):
        """With its jobs."""
        self.process.stdin.write(b"kill -KILL $(jobs -p) 2>/dev/null\nexit\n")
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.stdout.close()


def matches(said, expected):
    parts = [re.escape(part) for part in expected.split("...")]
    return re.fullmatch(".*".join(parts), said, re.S) is not None


class TutorialsTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tutorial-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.shell = Shell(self.folder)
        self.addCleanup(self.shell.end)
        self.ports = {port: str(free_port()) for port in ("8480", "8481", "8490", "8491")}

    def here(self, text):
        """As it has to be on this machine, beside other tests."""
        for usual, free in self.ports.items():
            text = re.sub(rf"\b{usual}\b", free, text)
        return text.replace("/usr/share/connector-hub/", SOURCE + "/")

    def follow(self, name, goes_on):
        commands = 0
        with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
            blocks = BLOCK.findall(file.read())
        for kind, file_name, body in blocks:
            if kind != "console":
                with open(os.path.join(self.folder, file_name), "w", encoding="utf-8") as file:
                    file.write(self.here(body))
                continue
            for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.M):
                if goes_on and command == LAST:
                    continue
                status, said = self.shell.type_in(self.here(command))
                self.assertTrue(matches(said, self.here(expected)), f"{name}: {command}\nsaid: {said}\nnot: {expected}\n{self.log()}")
                self.assertEqual(status, 0, f"{command}: {said}{self.log()}")
                commands += 1
        return commands

    def log(self):
        path = os.path.join(self.folder, "hubd.log")
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8") as file:
            return file.read()[-2000:]

    def test_every_step_does_what_it_says(self):
        self.shell.type_in("export HUBCTL_URL=http://127.0.0.1:" + self.ports["8481"])
        commands = [self.follow(name, goes_on=name != TUTORIALS[-1]) for name in TUTORIALS]
        self.assertGreaterEqual(commands[0], 20)
        self.assertGreaterEqual(commands[1], 10)

    def test_another_answer_than_the_written_one_is_noticed(self):
        self.assertTrue(matches("a 1 b\nlast\n", "a ... b\nlast\n"))
        self.assertTrue(matches("", ""))
        self.assertFalse(matches("a 1 b\nlast\n", "a ... c\nlast\n"))
        self.assertFalse(matches("said\n", ""))


if __name__ == "__main__":
    sys.exit(case_report.run(TutorialsTest))
