#!/usr/bin/env python3
"""A PostgreSQL of a test's own: in a folder that goes with it, on a socket in that folder, as a user without rights.

usage: private_postgres.py     serves until standard input ends, and then leaves nothing behind, however its user ended.
                               Prints "ready FOLDER" and obeys lines: "stop", "start"; each is answered, "stopped", "ready FOLDER".
                               Exit status 77: PostgreSQL is not installed.

Within Python: PrivatePostgres, which runs this program.
"""
import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile

NOT_INSTALLED = 77
ADMINISTRATOR = "postgres"  # of the database; everybody who reaches the socket is believed
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
shared_buffers = 32MB
max_connections = 40
log_min_messages = warning
"""


def programs():
    """The folder of initdb and pg_ctl, of the latest version; None when there is none."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    return os.path.dirname(found[-1]) if found else None


def unprivileged():
    """PostgreSQL refuses to run as root: how to run it as somebody else, if this is root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


class Server:
    def __init__(self, folder_of_programs):
        self.programs, self.rights = folder_of_programs, unprivileged()
        self.folder = tempfile.mkdtemp(prefix="hub-postgres-")
        self.data = os.path.join(self.folder, "data")
        if self.rights:
            os.chown(self.folder, self.rights["user"], self.rights["group"])
        self.run("initdb", "--no-sync", "--auth=trust", "--username=" + ADMINISTRATOR, "--encoding=UTF8", "--locale=C.UTF-8",
                 "--pgdata=" + self.data)
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as settings:
            settings.write(SETTINGS.format(folder=self.folder))

    def run(self, program, *arguments):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            subprocess.run([os.path.join(self.programs, program), *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                           stdout=log, stderr=log, check=True, **self.rights)

    def start(self):
        self.run("pg_ctl", "start", "-w", "-D", self.data, "-l", os.path.join(self.folder, "server.log"))
        print("ready", self.folder, flush=True)

    def stop(self):
        self.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data)

    def remove(self):
        subprocess.run([os.path.join(self.programs, "pg_ctl"), "stop", "-w", "-m", "immediate", "-D", self.data],
                       cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=False, **self.rights)
        shutil.rmtree(self.folder)


class PrivatePostgres:
    """`folder`: of its socket. Stops and goes with close(), or with the process that made it."""

    @staticmethod
    def is_installed():
        return programs() is not None

    def __init__(self):
        self.process = subprocess.Popen([sys.executable, "-B", os.path.abspath(__file__)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.folder = self._answer().split()[1]
        self.data = os.path.join(self.folder, "data")

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("PostgreSQL did not start")
        return line

    def _order(self, word):
        print(word, file=self.process.stdin, flush=True)
        self._answer()

    def stop(self):
        self._order("stop")

    def start(self):
        self._order("start")

    def query(self, sql, database="postgres"):
        """Lines of the answer, columns with | between."""
        answer = subprocess.run([os.path.join(programs(), "psql"), "-XAtq", "-h", self.folder, "-U", ADMINISTRATOR, "-d", database,
                                 "-v", "ON_ERROR_STOP=1", "-c", sql], capture_output=True, text=True, check=True)
        return answer.stdout.splitlines()

    def settings(self, database):
        """Lines of hub.yaml; the database is made."""
        self.query(f"CREATE DATABASE {database}")
        return f"store:\n  postgres: {{host: {self.folder}, database: {database}, user: {ADMINISTRATOR}}}\n"

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def main():
    folder_of_programs = programs()
    if folder_of_programs is None:
        return NOT_INSTALLED
    server = Server(folder_of_programs)
    try:
        server.start()
        for line in sys.stdin:
            if line.strip() == "stop":
                server.stop()
                print("stopped", flush=True)
            elif line.strip() == "start":
                server.start()
    finally:
        server.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
