"""PgBouncer in transaction mode before a PostgreSQL of a test's own, on a socket in a folder."""
import os
import shutil
import socket
import subprocess
import time

PORT = 5432  # names the socket
SETTINGS = """[databases]
* = host={server}
[pgbouncer]
listen_addr =
listen_port = 5432
unix_socket_dir = {folder}
pool_mode = transaction
auth_type = trust
auth_file = {folder}/users
max_client_conn = 200
; Tests make a database each, and a server has only so many connections.
default_pool_size = 8
server_idle_timeout = 2
; As in config/examples/cluster: a server that is away is asked for again soon, and nobody waits long for it.
server_login_retry = 1
query_wait_timeout = 5
logfile = {folder}/pgbouncer.log
"""


def pooler_program():
    """None where PgBouncer is not installed."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


class Pooler:
    def __init__(self, server, user, rights):
        """`server`: the folder of its socket; `rights`: as whom it runs, since it refuses to run as root."""
        self.folder, self.rights = os.path.join(server, "pooled"), rights
        os.mkdir(self.folder)
        self._write("users", f'"{user}" ""\n')
        self._write("pgbouncer.ini", SETTINGS.format(server=server, folder=self.folder))
        if rights:
            shutil.chown(self.folder, rights["user"], rights["group"])
        self.process = None

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="ascii") as file:
            file.write(text)

    def start(self):
        """Returns when it can be reached."""
        self.process = subprocess.Popen([pooler_program(), "-q", os.path.join(self.folder, "pgbouncer.ini")], cwd=self.folder,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.rights)
        while True:
            with socket.socket(socket.AF_UNIX) as probe:
                if probe.connect_ex(os.path.join(self.folder, f".s.PGSQL.{PORT}")) == 0:
                    return
            if self.process.poll() is not None:
                raise RuntimeError("PgBouncer did not start")
            time.sleep(0.02)

    def kill(self):
        """Everybody who is connected through it loses the connection, in the middle of whatever it was."""
        self.process.kill()
        self.process.wait()
