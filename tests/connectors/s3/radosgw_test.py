#!/usr/bin/env python3
"""The S3 connector end to end before Ceph's own gateway: `target check`, then deliveries, erasure and locks."""
import datetime
import hashlib
import hmac
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.request

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path[:0] = [os.path.join(SOURCE, *folder) for folder in (("tests", "support"), ("tests", "tools"), ("tools", "demonstration"))]
import case_report  # noqa: E402
import radosgw  # noqa: E402

HUBCTL = os.path.join(BUILD, "tools", "hubctl", "hubctl")
LIVE_TEST = os.path.join(BUILD, "tests", "connectors", "s3", "s3_live_test")
KEY, SECRET, REGION = "hub", "hub-secret", "us-east-1"
TARGET = """kind: target
name: archive
tenant: acme
connector: s3
mapping: s3/default.yaml
max_class: free_text
settings:
  base_url: {url}
  bucket: {bucket}
  prefix: chats/
  access_key_id: {key}
  secret_access_key: env:HUB_TEST_S3_SECRET
{more}"""
LOOK_UP = "  create_once: look_up\n"


def make_bucket(url, bucket, headers):
    """Signature Version 4 of an empty PUT."""
    time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    nothing = hashlib.sha256(b"").hexdigest()
    signed = {"host": url.removeprefix("http://"), "x-amz-content-sha256": nothing, "x-amz-date": time, **headers}
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    canonical = f"PUT\n/{bucket}\n\n{lines}\n{names}\n{nothing}"
    scope = f"{time[:8]}/{REGION}/s3/aws4_request"
    key = b"AWS4" + SECRET.encode()
    for step in scope.split("/"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    text = f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    del signed["host"]
    signed["Authorization"] = (f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={names}, "
                               f"Signature={signature}")
    urllib.request.urlopen(urllib.request.Request(f"{url}/{bucket}", headers=signed, method="PUT"), timeout=60).close()


class RadosgwTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="connector-hub-radosgw-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.store = radosgw.Radosgw(cls.folder, KEY, SECRET)
        cls.addClassCleanup(cls.store.stop)
        make_bucket(cls.store.url, "plain", {})
        for bucket in ("locked", "kept"):  # what is locked in one does not stand in the way of the other
            make_bucket(cls.store.url, bucket, {"x-amz-bucket-object-lock-enabled": "true"})

    def check(self, bucket, more="", secret=SECRET):
        path = os.path.join(self.folder, "archive.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(TARGET.format(url=self.store.url, bucket=bucket, key=KEY, more=more))
        return subprocess.run([HUBCTL, "target", "check", path, "--allow", "127.0.0.1/32"], cwd=SOURCE,
                              env={**os.environ, "HUB_TEST_S3_SECRET": secret}, capture_output=True, text=True,
                              timeout=120, check=False)

    def test_what_the_gateway_does_is_told(self):
        once = self.check("plain")
        self.assertIn("created once: a second write is refused", once.stdout)
        for answer in (once, self.check("locked", LOOK_UP)):
            self.assertEqual((answer.returncode, answer.stderr), (0, ""), answer.stdout)
            self.assertIn("does not verify checksums: the hub compares the bytes", answer.stdout)
            self.assertIn("can be erased, with all their versions", answer.stdout)
            self.assertIn("host, credentials and mapping fit", answer.stdout)

    def test_a_bucket_with_versions_takes_an_object_twice_and_that_is_told(self):
        answer = self.check("locked")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("does not honour If-None-Match: set 'create_once' to look_up", answer.stdout)

    def test_a_lock_is_kept_where_the_bucket_has_one(self):
        lock = "  lock_mode: GOVERNANCE\n  lock_time: 1h\n"
        kept = self.check("kept", LOOK_UP + lock)
        self.assertEqual(kept.returncode, 0, kept.stdout)
        self.assertIn("objects cannot be erased: the object is locked until", kept.stdout)
        self.assertEqual(self.check("plain", lock).returncode, 1)

    def test_a_wrong_secret_and_a_wrong_bucket_are_told_apart(self):
        self.assertIn("does not belong to the access key", self.check("plain", secret="another").stdout)
        self.assertIn("the bucket does not exist", self.check("elsewhere").stdout)

    def test_cases_are_delivered_replaced_and_erased(self):
        for bucket, more in (("plain", ""), ("locked", LOOK_UP.strip())):
            environment = {**os.environ, "HUB_TEST_S3_URL": self.store.url, "HUB_TEST_S3_BUCKET": bucket,
                           "HUB_TEST_S3_KEY": KEY, "HUB_TEST_S3_SECRET": SECRET, "HUB_TEST_S3_MORE": more}
            answer = subprocess.run([LIVE_TEST, "--log_level=message"], env=environment, capture_output=True, text=True,
                                    timeout=120, check=False)
            self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
            self.assertNotIn("skipped", answer.stdout)


if __name__ == "__main__":
    absent = radosgw.missing_programs()
    if absent:
        print("skipped: Debian's ceph is not installed, there is no " + ", ".join(absent))
        sys.exit(0)
    sys.exit(case_report.run(RadosgwTest))
