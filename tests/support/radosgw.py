"""A Ceph cluster in a folder: one monitor, one object store in memory, and its S3 gateway. Real software, for tests."""
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
import uuid

from places import free_port

PROGRAMS = ("radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "monmaptool")
READY_SECONDS = 60
CONFIGURATION = """[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{monitor}
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
mon allow pool size one = true
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 1073741824
ms mon client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
ms cluster mode = crc
ms service mode = crc
ms client mode = crc
public addr = 127.0.0.1
cluster addr = 127.0.0.1
run dir = {folder}
admin socket = {folder}/$name.asok
log file = {folder}/$name.log
pid file = {folder}/$name.pid
mon data = {folder}/mon
osd data = {folder}/osd
rgw data = {folder}/rgw
"""


def missing_programs():
    return [name for name in PROGRAMS if not shutil.which(name)]


class Radosgw:
    """Up when it is made; stop() ends what it started."""

    def __init__(self, folder, access_key, secret):
        self.folder, self.processes = folder, []
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        try:
            self._start_cluster(str(uuid.uuid4()), free_port())
            self._start_gateway(access_key, secret)
        except BaseException:
            self.stop()
            raise

    def _run(self, *command):
        return subprocess.run([command[0], "--conf", self.conf, *command[1:]], check=True, capture_output=True,
                              text=True, timeout=READY_SECONDS).stdout

    def _spawn(self, *command):
        with open(os.path.join(self.folder, command[0] + ".out"), "wb") as out:
            self.processes.append(subprocess.Popen([command[0], "--conf", self.conf, *command[1:]], stdout=out,
                                                   stderr=out))

    def _start_cluster(self, fsid, monitor):
        self.conf = os.path.join(self.folder, "ceph.conf")
        with open(self.conf, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(fsid=fsid, monitor=monitor, folder=self.folder))
        for name in ("mon", "osd", "rgw"):
            os.mkdir(os.path.join(self.folder, name))
        monmap = os.path.join(self.folder, "monmap")
        subprocess.run(["monmaptool", "--create", "--clobber", "--addv", "a", f"[v2:127.0.0.1:{monitor}]", "--fsid", fsid,
                        monmap], check=True, capture_output=True, timeout=60)
        self._run("ceph-mon", "--mkfs", "--id", "a", "--monmap", monmap)
        self._spawn("ceph-mon", "--foreground", "--id", "a")
        store = str(uuid.uuid4())
        self._run("ceph", "osd", "new", store)
        self._run("ceph", "osd", "crush", "add", "osd.0", "1.0", "host=localhost", "root=default")
        self._run("ceph-osd", "--id", "0", "--mkfs", "--osd-uuid", store)
        self._spawn("ceph-osd", "--foreground", "--id", "0")

    def _start_gateway(self, access_key, secret):
        self._run("radosgw-admin", "user", "create", "--uid", "hub", "--display-name", "hub", "--access-key", access_key,
                  "--secret-key", secret)
        self._spawn("radosgw", "--foreground", "--name", "client.rgw", f"--rgw-frontends=beast endpoint=127.0.0.1:{self.port}")
        until = time.monotonic() + READY_SECONDS
        while True:
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
