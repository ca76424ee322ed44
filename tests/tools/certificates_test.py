#!/usr/bin/env python3
"""What an auditor and a tenant do with the certificate log, and what they see when somebody changed it."""
import json
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from certified_hub import CertifiedHub  # noqa: E402
from crash_points import start_at  # noqa: E402
from hub_run import Sender, TEST_SECONDS, run_cases  # noqa: E402


class CertificatesTest(CertifiedHub):
    def test_a_growing_log_is_verified_and_remembered(self):
        self.assertIn("200 certificates, each in the signed tree", self.verify("--remember", self.remembered))
        self.deliver_the_rest()
        answer = self.verify("--remember", self.remembered)
        self.assertIn("goes on from the 200 certificates", answer)
        self.assertIn("300 certificates, each in the signed tree", answer)
        self.assertIn("by the log's own word", self.hubctl("certificates", "verify"))

    def test_a_log_that_was_rolled_back_is_told(self):
        early = self.copy_of_log()
        self.deliver_the_rest()
        self.verify("--remember", self.remembered)
        self.assertIn("had 300 certificates and now has 200",
                      self.refused("certificates", "verify", "--verifier-key", self.key, "--log", early,
                                   "--remember", self.remembered))

    def test_a_log_with_another_history_under_the_same_key_is_told(self):
        self.verify("--remember", self.remembered)
        self.hub.kill()
        self.forget_all_but_keys()
        self.start_hub()
        self.send(self.lines[:250])
        self.wait_until(lambda: self.has_published(250), "the other history is published")
        self.assertIn("two histories",
                      self.refused("certificates", "verify", "--verifier-key", self.key, "--remember",
                                   self.remembered))

    def test_a_changed_certificate_is_told(self):
        copy = self.copy_of_log()
        bundle = os.path.join(copy, "tile", "entries", "000.p", "200")
        with open(bundle, "rb") as file:
            content = file.read()
        self.write(bundle, content.replace(b'"outcome":"delivered"', b'"outcome":"discarded"', 1))
        self.assertIn("does not belong to the signed checkpoint",
                      self.refused("certificates", "verify", "--verifier-key", self.key, "--log", copy))

    def test_a_log_that_is_made_again_from_the_database_is_the_same(self):
        self.verify("--remember", self.remembered)
        published = self.log_file("checkpoint")
        self.hub.kill()
        shutil.rmtree(self.places.path("data", "certificates"))
        self.start_hub()
        self.wait_until(lambda: self.has_published(200), "the log is published again")
        self.assertEqual(self.log_file("checkpoint"), published)
        self.assertIn("goes on from the 200 certificates", self.verify("--remember", self.remembered))

    def die_while_publishing(self, lines):
        """Its tiles are written then, and its checkpoint is not."""
        self.hub.kill()
        start_at(self.hub, "publish.tiles_synced")
        sender = Sender(self.places.events_port, self.places.event_secret, lines)
        sender.start()
        until = time.monotonic() + TEST_SECONDS
        while self.hub.is_alive():
            self.assertLess(time.monotonic(), until, "nothing was published")
            time.sleep(0.02)
        self.assertEqual(self.hub.process.returncode, -9)
        self.start_hub()
        self.wait_until(sender.is_done, "every event is answered")

    def test_a_hub_killed_between_tiles_and_checkpoint_goes_on_with_the_same_log(self):
        self.verify("--remember", self.remembered)
        for end in (225, 250, 300):
            known = int(self.log_file("checkpoint").split(b"\n")[1])
            self.die_while_publishing(self.lines[known:end])
            self.wait_until(lambda end=end: self.has_published(end), "all certificates are published")
            answer = self.verify("--remember", self.remembered)
            self.assertIn(f"goes on from the {known} certificates", answer)
            self.assertIn(f"{end} certificates, each in the signed tree", answer)
        self.assertEqual(self.go_verifies(self.copy_of_log(), self.key).stdout, "300 certificates included\n")

    def test_the_log_stays_verifiable_after_its_root_key_is_replaced(self):
        self.verify("--remember", self.remembered)
        self.write(self.places.path("next.key"), b"ab" * 32)
        self.places.change("resources: resources", f"next_root_key: file:{self.places.path('next.key')}\nresources: resources")
        self.assertTrue(self.hub.stop())
        self.start_hub()
        self.hubctl("keys", "rotate-root")
        self.assertTrue(self.hub.stop())
        self.places.change(f"next_root_key: file:{self.places.path('next.key')}\n", "")
        self.places.change(f"root_key: file:{self.places.path('root.key')}", f"root_key: file:{self.places.path('next.key')}")
        self.start_hub()
        self.deliver_the_rest()
        self.assertEqual(self.log_file("verifier-key").strip(), open(self.key, "rb").read().strip())
        self.assertIn("goes on from the 200 certificates", self.verify("--remember", self.remembered))

    def test_exported_certificates_prove_themselves_without_the_hub(self):
        folder = self.places.path("exported")
        self.hubctl("certificates", "export", "0", "17", "199", "--folder", folder)
        self.hub.kill()
        files = [os.path.join(folder, f"certificate-{index}.json") for index in (0, 17, 199)]
        self.assertIn("certificate 17 of a log of 200", self.verify(*files))
        with open(files[1], "rb") as file:
            content = file.read()
        self.write(files[1], content.replace(b"delivered", b"discarded"))
        self.assertIn("certificate-17.json: the proof does not fit",
                      self.refused("certificates", "verify", "--verifier-key", self.key, *files))

    def test_a_tenant_finds_its_own_case_and_nobody_else_does(self):
        tenant_key = self.places.path("tenant.key")
        self.write(tenant_key, self.hubctl("certificates", "tenant-key", "acme").encode())
        case_id = json.loads(self.lines[7])["data"]["case"]["id"]
        find = ["certificates", "find", "--verifier-key", self.key, "--tenant-key", tenant_key, "--case"]
        found = self.hubctl(*find, case_id)
        self.assertEqual(found.count('"outcome":"delivered"'), 1)
        self.assertIn("no certificate of this case", self.refused(*find, case_id + "x"))
        self.write(tenant_key, b"A" * 43 + b"=\n")
        self.assertIn("no certificate of this case", self.refused(*find, case_id))


if __name__ == "__main__":
    sys.exit(run_cases(CertificatesTest))
