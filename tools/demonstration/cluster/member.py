"""One database server of the cluster: a machine with etcd, Patroni and the PostgreSQL that Patroni keeps."""
import os
import re
import shutil
import signal
import subprocess

from services import Service

EXAMPLE, EXAMPLE_ADDRESS = "db1", "10.20.0.11"  # whose files config/examples/cluster has
OWN_LINE = re.compile(r"^ *((name|listen|connect_address|(listen|initial-advertise)-peer-urls|(listen|advertise)-client-urls): "
                      r"|connector_hub = host=).*$", re.MULTILINE)
VOLUME_BYTES = 700 << 20  # where the database lies; in memory
FILLER = "filler"
POOLER = "/usr/sbin/pgbouncer"


def adapted(text, changes):
    """The text of an example with other places in it; one that is not there is a mistake."""
    for old, new in changes.items():
        if old not in text:
            raise ValueError("the example has no such text: " + old)
        text = text.replace(old, new)
    return text


class Member:
    def __init__(self, machine, folder, examples, authority, programs, passwords):
        """`examples`: the folder of the settings; `programs`: that of PostgreSQL; `passwords`: texts for those in them."""
        self.machine, self.name, self.programs = machine, machine.name, programs
        self.folder = os.path.join(folder, self.name)
        self.volume, self.data, self.archive = self.path("volume"), self.path("volume", "data"), self.path("archive")
        for made in ("", "volume", "archive", "tls", "socket", "logs"):
            os.makedirs(self.path(made), 0o700, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={VOLUME_BYTES}", "none", self.volume], check=True)
        authority.issue(self.name, machine.address, self.path("tls"))
        shutil.copy(authority.certificate, self.path("tls", "ca.pem"))
        self._write(examples, "etcd.yml", {"/var/lib/etcd/connector-hub": self.path("etcd"), "/etc/etcd/tls": self.path("tls")})
        self._write(examples, "patroni.yml", {
            "/etc/patroni/tls": self.path("tls"), "/usr/lib/postgresql/15/bin": programs,
            "/var/lib/postgresql/15/connector-hub": self.data, "/var/lib/postgresql/archive": self.archive,
            "/var/lib/postgresql/.pgpass_patroni": self.path("pgpass"), "/var/run/postgresql": self.path("socket"), **passwords})
        subprocess.run(["chown", "-R", "postgres:postgres", self.folder], check=True)
        self._etcd = self._service("etcd", "etcd", "--config-file=" + self.path("etcd.yml"))
        self._patroni = self._service("patroni", "patroni", self.path("patroni.yml"))

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def start_pooler(self, examples, password):
        """PgBouncer in front of the server; `password`: of the hub."""
        with open(self.path("userlist.txt"), "w", encoding="ascii") as users:
            users.write(f'"connector_hub" "{password}"\n')
        self._write(examples, "pgbouncer.ini", {
            "/etc/patroni/tls": self.path("tls"), "/etc/pgbouncer/userlist.txt": self.path("userlist.txt"),
            "/var/run/pgbouncer": self.path("socket"), "/var/run/postgresql/pgbouncer.pid": self.path("pgbouncer.pid"),
            "/var/log/postgresql/pgbouncer.log": self.path("logs", "pgbouncer.log")})
        self._service("pooler", POOLER, "-q", self.path("pgbouncer.ini")).start()

    def _write(self, examples, name, changes):
        with open(os.path.join(examples, name), encoding="utf-8") as file:
            text = adapted(file.read(), changes)
        own = OWN_LINE.sub(lambda line: line.group().replace(EXAMPLE_ADDRESS, self.machine.address).replace(EXAMPLE, self.name), text)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(own)

    def _service(self, name, *command):
        return Service(f"{name} on {self.name}", self.machine.command("postgres", *command), self.path("logs", name + ".log"))

    def start(self):
        self._etcd.start()
        self._patroni.start()

    def kill_postgres(self):
        """kill -9 of the server; Patroni lives."""
        with open(os.path.join(self.data, "postmaster.pid"), encoding="ascii") as file:
            os.kill(int(file.readline()), signal.SIGKILL)

    def power_off(self):
        self.machine.power_off()
        for service in (self._etcd, self._patroni):
            service.process.wait()

    def power_on(self):
        self.machine.power_on()
        self.start()

    def freeze(self):
        """Nothing on the machine does anything until thaw(): its clock goes on."""
        self.machine.signal_all(signal.SIGSTOP)

    def thaw(self):
        self.machine.signal_all(signal.SIGCONT)

    def fill_disk(self):
        """No byte is left where the database lies."""
        with open(os.path.join(self.volume, FILLER), "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(1 << 20))
            except OSError:
                pass  # it is full

    def has_had_no_room(self):
        """Whether its server has said so."""
        with open(self._patroni.log, encoding="utf-8", errors="replace") as log:
            return "No space left on device" in log.read()

    def free_disk(self):
        os.remove(os.path.join(self.volume, FILLER))

    def run(self, program, *words, seconds=10, check=True):
        """One of PostgreSQL's programs, on the machine and as the administrator of its server."""
        return subprocess.run(self.machine.command("postgres", os.path.join(self.programs, program), "-h", self.path("socket"), *words),
                              capture_output=True, text=True, timeout=seconds, check=check)

    def query(self, sql, database="postgres"):
        """Lines of the answer, columns with | between."""
        return self.run("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql).stdout.splitlines()

    def asked(self, sql, database="postgres"):
        """The same; nothing when it does not answer."""
        try:
            return self.query(sql, database)
        except subprocess.SubprocessError:
            return []

    def back_up(self, folder):
        """A base backup of the server as it is, into a folder that is made."""
        self.run("pg_basebackup", "--pgdata=" + folder, "--checkpoint=fast", "--wal-method=stream", "--no-sync", seconds=60)

    def written(self, database="connector_hub"):
        """Where everything lies that the server writes for a database: tables and indexes, write-ahead log, archive, its own log."""
        self.query("CHECKPOINT")
        number = self.query(f"SELECT oid FROM pg_database WHERE datname = '{database}'")[0]
        return {"tables": os.path.join(self.data, "base", number), "write-ahead log": os.path.join(self.data, "pg_wal"),
                "archive": self.archive, "log": self.path("logs")}

    def is_primary(self):
        return self.asked("SELECT NOT pg_is_in_recovery()") == ["t"]

    def standbys(self):
        """How many follow this one, and how many of these have whatever was acknowledged."""
        counts = self.asked("SELECT count(*), count(*) FILTER (WHERE sync_state = 'sync') FROM pg_stat_replication"
                            " WHERE state = 'streaming' AND application_name LIKE 'db%'")
        return tuple(int(count) for count in counts[0].split("|")) if counts else (0, 0)
