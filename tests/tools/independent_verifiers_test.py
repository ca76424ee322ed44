#!/usr/bin/env python3
"""Certificates verified, and their log cosigned, by code that shares nothing with the hub."""
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from certified_hub import CertifiedHub, INDEPENDENT  # noqa: E402
from hub_run import TEST_SECONDS, run_cases  # noqa: E402

WITNESS_SEED = bytes(range(32, 64)).hex()  # of tests only


class IndependentVerifiersTest(CertifiedHub):
    def node(self, program, *arguments):
        """Node with Sigstore's code, or a line that it is not there."""
        if not os.path.isdir(os.path.join(INDEPENDENT, "node_modules")):
            raise unittest.SkipTest("skipped: @sigstore/verify is not installed (tools/install-dependencies)")
        return [shutil.which("node"), os.path.join(INDEPENDENT, program), *arguments]

    def sigstore_verifies(self, *arguments):
        return subprocess.run(self.node("verify.mjs", self.key, *arguments), capture_output=True, text=True,
                              timeout=TEST_SECONDS, check=False)

    def test_public_tools_verify_every_certificate_and_the_growth_of_the_log(self):
        old = self.places.path("old-checkpoint")
        self.write(old, self.log_file("checkpoint"))
        self.deliver_the_rest()
        copy = self.copy_of_log()
        answer = self.go_verifies(copy, self.key, old)
        self.assertEqual((answer.returncode, answer.stdout), (0, "300 certificates included\ngoes on from 200\n"),
                         answer.stderr)
        bundle = os.path.join(copy, "tile", "entries", "000")
        with open(bundle, "rb") as file:
            content = file.read()
        self.write(bundle, content.replace(b'"outcome":"delivered"', b'"outcome":"discarded"', 1))
        refused = self.go_verifies(copy, self.key, old)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("certificate 0", refused.stderr)

    def test_sigstore_verifies_exported_certificates(self):
        folder = self.places.path("exported")
        self.hubctl("certificates", "export", "0", "17", "199", "--folder", folder)
        files = [os.path.join(folder, f"certificate-{index}.json") for index in (0, 17, 199)]
        answer = self.sigstore_verifies(*files)
        self.assertEqual((answer.returncode, answer.stdout),
                         (0, "".join(f"certificate-{index}.json: {index} of 200\n" for index in (0, 17, 199))), answer.stderr)
        with open(files[1], "rb") as file:
            content = file.read()
        self.write(files[1], content.replace(b"delivered", b"discarded"))
        refused = self.sigstore_verifies(*files)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("certificate-17.json: calculated root hash does not match", refused.stderr)

    def start_witness(self):
        """On Node's crypto alone; its address and its key."""
        address = self.places.path("witness.address")
        log = open(self.places.path("witness.log"), "wb")
        process = subprocess.Popen(self.node("witness.mjs", self.key, WITNESS_SEED, "witness.example/w1", address),
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.wait_until(lambda: os.path.exists(address), "the witness answers")
        with open(address, encoding="utf-8") as file:
            url, key = file.read().splitlines()
        self.write(self.places.path("witness.key"), key.encode() + b"\n")
        return process, url, key

    def with_witness(self):
        process, url, key = self.start_witness()
        self.assertTrue(self.hub.stop())
        self.places.settings += f'certificates: {{witnesses: [{{url: "{url}", key: "{key}"}}]}}\n'
        self.places.set_ordinary()
        self.start_hub()
        return process

    def is_cosigned(self, certificates):
        checkpoint = self.log_file("checkpoint")
        return f"\n{certificates}\n".encode() in checkpoint and checkpoint.count(b" witness.example/w1 ") == 1

    def test_a_witness_cosigns_what_is_published_and_others_verify_it(self):
        self.with_witness()
        self.wait_until(lambda: self.is_cosigned(200), "the witness has cosigned")
        self.deliver_the_rest()
        self.wait_until(lambda: self.is_cosigned(300), "the witness has cosigned what came later")
        witness_key = self.places.path("witness.key")
        self.assertIn("cosigned by witness.example/w1 at 20", self.verify("--witness-key", witness_key))
        folder = self.places.path("exported")
        self.hubctl("certificates", "export", "255", "256", "--folder", folder)
        files = [os.path.join(folder, f"certificate-{index}.json") for index in (255, 256)]
        self.assertIn("cosigned by", self.verify("--witness-key", witness_key, *files))
        answer = self.sigstore_verifies("--witness", witness_key, *files)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(answer.stdout.count("of 300, cosigned by witness.example/w1 at 1"), 2)
        go = self.go_verifies(self.copy_of_log(), self.key)
        self.assertEqual((go.returncode, go.stdout), (0, "300 certificates included\n"), go.stderr)
        self.assertTrue(self.hub.stop())
        self.start_hub()
        self.wait_until(lambda: self.is_cosigned(300), "it is still cosigned once")

    def test_a_witness_that_is_away_holds_up_no_certificate(self):
        process = self.with_witness()
        process.kill()
        process.wait()
        self.deliver_the_rest()
        refused = self.refused("certificates", "verify", "--verifier-key", self.key, "--witness-key",
                               self.places.path("witness.key"))
        self.assertIn("not cosigned by witness.example/w1", refused)

    def test_a_witness_does_not_cosign_a_log_that_was_rolled_back(self):
        self.with_witness()
        self.wait_until(lambda: self.is_cosigned(200), "the witness has cosigned")
        self.hub.kill()
        self.forget_all_but_keys()
        self.start_hub()
        self.send(self.lines[:100])
        self.wait_until(lambda: self.has_published(100), "the other history is published")
        self.wait_until(lambda: self.logged("the log was rolled back"), "the witness is heard")
        self.assertNotIn(b"witness.example", self.log_file("checkpoint"))

    def logged(self, text):
        with open(self.places.path("logs", "hubd.log"), encoding="utf-8") as log:
            return text in log.read()


if __name__ == "__main__":
    sys.exit(run_cases(IndependentVerifiersTest))
