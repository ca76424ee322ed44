"""What a process writes, to files and to sockets, as the kernel saw it: its system calls under strace."""
import os
import re
import shutil
import subprocess

WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2")
SENDS = ("sendto", "sendmsg", "sendmmsg")
# Other ways in which bytes reach a file, or a file comes into being.
OTHERS = ("open", "openat", "openat2", "creat", "sendfile", "splice", "tee", "vmsplice", "copy_file_range", "fallocate",
          "ftruncate", "truncate", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "mkdir",
          "mkdirat", "mknod", "mknodat", "memfd_create", "io_uring_enter", "io_submit")
CALL = re.compile(r"^(?:\d+ +)?(?P<name>\w+)\((?P<rest>.*)$")
DESCRIPTOR = re.compile(r"^\d+<(?P<of>[^>]*)>")
HEX = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
LONGEST = 1 << 24  # bytes of one call that are shown


def why_not():
    """Why no process can be traced here; empty when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else "this machine lets no process be traced: " + tried.stderr.strip()


def decoded(text):
    return bytes.fromhex(text.replace("\\x", ""))


class Trace:
    """Of one process and its threads. `command` is that process; it stays the child of whoever starts it."""

    def __init__(self, command, path):
        self.path = path
        names = ",".join("?" + name for name in WRITES + SENDS + OTHERS)
        self.command = ["strace", "-D", "-f", "-qq", "-y", "-xx", "-s", str(LONGEST), "-e", "trace=" + names,
                        "-e", "signal=none", "-o", path, *command]

    def position(self):
        return os.path.getsize(self.path)

    def calls(self, start, end):
        """Name and arguments, of the calls noted between two positions."""
        with open(self.path, encoding="ascii", errors="replace") as trace:
            trace.seek(start)
            for line in trace.read(end - start).splitlines():
                call = CALL.match(line)
                if call:
                    yield call["name"], call["rest"]

    def _bytes_to(self, names, start, end):
        for name, rest in self.calls(start, end):
            descriptor = DESCRIPTOR.match(rest)
            if name in names and descriptor:
                of = descriptor["of"]
                path = decoded(of).decode(errors="replace") if of.startswith("\\x") else of
                yield path, b"".join(decoded(text) for text in HEX.findall(rest[descriptor.end():]))

    def written(self, start, end):
        """Path and bytes, of every write to a regular file."""
        return [(path, data) for path, data in self._bytes_to(WRITES, start, end)
                if path.startswith("/") and not path.startswith("/dev/")]

    def sent(self, start, end):
        """Every byte that went to a socket."""
        return b"".join(data for _, data in self._bytes_to(WRITES + SENDS, start, end) if _.startswith("socket"))

    def made(self, start, end):
        """Calls that open a file for writing, make one, or put bytes into one without a write."""
        for name, rest in self.calls(start, end):
            opens = name in ("open", "openat", "openat2")
            if name in OTHERS and (not opens or "O_WRONLY" in rest or "O_RDWR" in rest or "O_CREAT" in rest):
                yield name, rest
