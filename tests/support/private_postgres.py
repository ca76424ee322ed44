#!/usr/bin/env python3
"""A PostgreSQL of a test's own: in a folder that goes with it, on a socket in that folder, as a user without rights.

usage: private_postgres.py [PORT]

Serves until standard input ends, and then leaves nothing behind, however its user ended. Prints "ready FOLDER" and obeys
lines: "stop", "start"; each is answered, "stopped", "ready FOLDER". With PORT also on that of 127.0.0.1, with TLS only
(FOLDER/ca.pem) and with passwords. With HUB_TEST_POOLER in the environment FOLDER has the socket of a PgBouncer in transaction mode
before it, which "restart pooler" kills and starts again, "restarted". With HUB_TEST_POSTGRES_ON_DISK the folder is never in memory. Exit status 77: PostgreSQL, or PgBouncer, is not installed.

Within Python: PrivatePostgres, which runs this program.
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "demonstration"))
from cluster.programs import postgres_programs as programs  # noqa: E402
from cluster.programs import unprivileged_user  # noqa: E402
from pooler import Pooler, pooler_program  # noqa: E402

NOT_INSTALLED = 77
POOLED = "HUB_TEST_POOLER"
ON_DISK = "HUB_TEST_POSTGRES_ON_DISK"
ADMINISTRATOR = "postgres"  # of the database; everybody who reaches the socket is believed
MEMORY, ROOM_BYTES = "/dev/shm", 1 << 30  # a file system in memory, used when there is room: syncing costs nothing there
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
shared_buffers = 32MB
max_connections = 40
min_wal_size = 2MB
max_wal_size = 128MB
log_min_messages = warning
"""


def unprivileged():
    """PostgreSQL refuses to run as root: how to run it as somebody else, if this is root."""
    user = unprivileged_user() if os.getuid() == 0 else None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def quick_place():
    """Where the folder is made; None for the usual place."""
    if ON_DISK in os.environ:
        return None
    try:
        room = os.statvfs(MEMORY)
    except OSError:
        return None
    return MEMORY if os.access(MEMORY, os.W_OK) and room.f_bavail * room.f_frsize > ROOM_BYTES else None


class Server:
    def __init__(self, folder_of_programs, port):
        self.programs, self.rights = folder_of_programs, unprivileged()
        self.folder = tempfile.mkdtemp(prefix="hub-postgres-", dir=quick_place())
        self.data = os.path.join(self.folder, "data")
        self.logs = os.path.join(self.folder, "logs")
        os.mkdir(self.logs)
        if self.rights:
            for folder in (self.folder, self.logs):
                os.chown(folder, self.rights["user"], self.rights["group"])
        self.run("initdb", "--no-sync", "--auth=trust", "--username=" + ADMINISTRATOR, "--encoding=UTF8", "--locale=C.UTF-8",
                 "--wal-segsize=1", "--pgdata=" + self.data)
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as settings:
            settings.write(SETTINGS.format(folder=self.folder))
        if port:
            self.listen(port)
        self.pooler = Pooler(self.folder, ADMINISTRATOR, self.rights) if POOLED in os.environ else None

    def listen(self, port):
        """A certificate of its own for localhost, which is its own authority."""
        certificate, key = os.path.join(self.folder, "ca.pem"), os.path.join(self.folder, "server.key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        os.chmod(key, 0o600)
        if self.rights:
            os.chown(key, self.rights["user"], self.rights["group"])
        with open(os.path.join(self.data, "postgresql.conf"), "a", encoding="utf-8") as settings:
            settings.write(f"listen_addresses = '127.0.0.1'\nport = {port}\nssl = on\nssl_cert_file = '{certificate}'\n"
                           f"ssl_key_file = '{key}'\n")
        with open(os.path.join(self.data, "pg_hba.conf"), "w", encoding="utf-8") as rules:
            rules.write("local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n")

    def run(self, program, *arguments):
        with open(os.path.join(self.logs, "programs.log"), "ab") as log:
            subprocess.run([os.path.join(self.programs, program), *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
                           stdout=log, stderr=log, check=True, **self.rights)

    def start(self):
        self.run("pg_ctl", "start", "-w", "-D", self.data, "-l", os.path.join(self.logs, "server.log"))
        if self.pooler and not self.pooler.process:
            self.pooler.start()
        print("ready", self.pooler.folder if self.pooler else self.folder, flush=True)

    def restart_pooler(self):
        self.pooler.kill()
        self.pooler.start()

    def stop(self):
        self.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data)

    def remove(self):
        if self.pooler and self.pooler.process:
            self.pooler.kill()
        subprocess.run([os.path.join(self.programs, "pg_ctl"), "stop", "-w", "-m", "immediate", "-D", self.data],
                       cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=False, **self.rights)
        shutil.rmtree(self.folder)


class PrivatePostgres:
    """`folder`: of its socket; `reached`: of the one that a hub is to use. Stops and goes with close(), or with the process
    that made it."""

    @staticmethod
    def is_installed(pooled=False):
        return programs() is not None and (not pooled or pooler_program() is not None)

    def __init__(self, port=None, pooled=False, on_disk=False):
        """`port`: where it listens besides, with TLS and passwords. `pooled`: a hub gets to it through PgBouncer. `on_disk`: syncing
        costs what it costs."""
        self.port = port
        self.process = subprocess.Popen([sys.executable, "-B", os.path.abspath(__file__)] + ([str(port)] if port else []),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **({POOLED: "1"} if pooled else {}), **({ON_DISK: "1"} if on_disk else {})})
        self.reached = self._answer().split()[1]
        self.folder = os.path.dirname(self.reached) if pooled else self.reached
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

    def restart_pooler(self):
        self._order("restart pooler")

    def server_pid(self):
        with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
            return int(file.readline())

    def query(self, sql, database="postgres"):
        """Lines of the answer, columns with | between."""
        answer = subprocess.run([os.path.join(programs(), "psql"), "-XAtq", "-h", self.folder, "-p", str(self.port or 5432), "-U", ADMINISTRATOR, "-d", database,
                                 "-v", "ON_ERROR_STOP=1", "-c", sql], capture_output=True, text=True, check=True)
        return answer.stdout.splitlines()

    def settings(self, database):
        """Lines of hub.yaml; the database is made."""
        self.query(f"CREATE DATABASE {database}")
        return f"store:\n  postgres: {{host: {self.reached}, database: {database}, user: {ADMINISTRATOR}}}\n"

    def written(self, database):
        """Where everything lies that the server writes for a database: tables and indexes, the write-ahead log, its own log."""
        self.query("CHECKPOINT")
        number = self.query(f"SELECT oid FROM pg_database WHERE datname = '{database}'")[0]
        return [os.path.join(self.data, "base", number), os.path.join(self.data, "pg_wal"), os.path.join(self.folder, "logs")]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def main():
    folder_of_programs = programs()
    if folder_of_programs is None or (POOLED in os.environ and pooler_program() is None):
        return NOT_INSTALLED
    server = Server(folder_of_programs, sys.argv[1] if len(sys.argv) > 1 else None)
    try:
        server.start()
        for line in sys.stdin:
            if line.strip() == "stop":
                server.stop()
                print("stopped", flush=True)
            elif line.strip() == "start":
                server.start()
            elif line.strip() == "restart pooler":
                server.restart_pooler()
                print("restarted", flush=True)
    finally:
        server.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())
