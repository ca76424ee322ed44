#!/usr/bin/env python3
"""Backups of a real hub: content without keys. What was deleted since does not come back, neither to the hub nor to
somebody who holds old copies and today's key files."""
import glob
import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import BUILD, HUBD, HubRun, TEST_SECONDS, run_cases  # noqa: E402
from key_slots import EPOCH_STRIDE, STRIDE, slots_of  # noqa: E402

RESIDUE = os.path.join(BUILD, "tools", "residue", "hub-residue")
KEY_FILES = ("cases.keys", "epochs.keys", "ids.keys")
IMAGE_BYTES = 160 << 20


class BackupRun(HubRun):
    settings = ("backup_dir: backups\ndelivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms,"
                " first_probe: 50ms, longest_probe: 200ms, sweep: 100ms}\n")

    def setUp(self):
        super().setUp()
        os.mkdir(self.places.path("backups"))
        self.places.change("case_slots: 65536", "case_slots: 4096")
        self.places.change("epoch: 30s", "epoch: 1h")

    def begin(self):
        """Three cases that will be delivered, and one that stays: it is on legal hold."""
        self.start_hub()
        self.lines = self.made_up(5)
        self.send(self.lines[:4])
        self.held_case = json.loads(self.lines[0])["data"]["case"]["id"]
        self.hubctl("cases", "hold", "--tenant", "acme", self.held_case)

    def all_but_one_go(self):
        self.start_simulator()
        self.wait_until(lambda: len(self.certificates()) == 3 and self.held() == 1 and self.deliveries("confirmed"),
                        "three are gone, and one stays")

    def listed(self):
        return [case["state"] for case in json.loads(self.hubctl("cases", "list", "--json"))]

    def copy_of(self, name, **files):
        """A data folder of an attacker: the current files, or instead of some those that were copied before."""
        folder = self.places.path(name)
        os.makedirs(os.path.join(folder, "keys"))
        with self.hub.frozen():
            for path in glob.glob(self.places.path("data", "hub.db*")):
                if not path.endswith(".reserve"):
                    shutil.copy(path, folder)
            for key_file in KEY_FILES:
                shutil.copy(self.places.path("data", "keys", key_file), os.path.join(folder, "keys"))
        for file, source in files.items():
            place = {"database": ".", "cases": "keys/cases.keys", "epochs": "keys/epochs.keys"}[file]
            if file == "database":
                for path in glob.glob(os.path.join(folder, "hub.db*")):
                    os.remove(path)
                for path in glob.glob(os.path.join(source, "hub.db*")):
                    shutil.copy(path, folder)
            else:
                shutil.copy(os.path.join(source, place), os.path.join(folder, place))
        return folder

    def opened(self, folder):
        """How many sealed rows an attacker with the root finds there, and how many he opens."""
        os.makedirs(self.places.path("nothing"), exist_ok=True)
        command = [RESIDUE, "--cases", "-", "--open", self.places.settings_for(os.path.basename(folder)),
                   self.places.path("nothing")]
        answer = subprocess.run(command, input=b"\n".join(self.lines), capture_output=True, check=False,
                                timeout=TEST_SECONDS)
        self.assertIn(answer.returncode, (0, 1), answer.stderr)
        report = json.loads(answer.stdout)
        return report["sealed_rows"], report["opened"]

    def log_text(self):
        with open(self.places.path("logs", "hubd.log"), encoding="utf-8") as log:
            return log.read()


class BackupTest(BackupRun):
    def back_up(self):
        folder = self.hubctl("backup").strip()
        self.assertIn("without keys", self.hubctl("backup", "check", folder))
        return folder

    def published_size(self):
        try:
            with urllib.request.urlopen(self.places.admin_url + "/certificates/log/checkpoint", timeout=10) as answer:
                return int(answer.read().split(b"\n")[1])
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return 0  # nothing is published yet

    def verify_log(self):
        key = self.places.path("verifier-key")
        if not os.path.exists(key):
            with urllib.request.urlopen(self.places.admin_url + "/certificates/log/verifier-key", timeout=10) as answer:
                with open(key, "wb") as file:
                    file.write(answer.read())
        self.hubctl("certificates", "verify", "--verifier-key", key, "--remember", self.places.path("remembered"))

    def deliver_and_stop(self):
        """Everything but the held case is deleted, and one more that came after the backup."""
        self.all_but_one_go()
        self.send(self.lines[4:])
        self.wait_until(lambda: self.published_size() == 4, "the log is published")
        self.verify_log()
        self.deleted = self.certificates()
        self.hub.kill()

    def restore(self, backup):
        for path in glob.glob(self.places.path("data", "hub.db*")):
            os.remove(path)
        shutil.copy(os.path.join(backup, "hub.db"), self.places.path("data"))
        shutil.copy(os.path.join(backup, "ids.keys"), self.places.path("data", "keys"))

    def test_a_restored_backup_brings_no_deleted_case_back_and_the_live_one_goes_on(self):
        self.begin()
        backup = self.back_up()
        self.deliver_and_stop()
        self.restore(backup)
        self.start_hub()
        self.assertIn("its deletions were replayed", self.log_text())
        self.assertEqual(self.listed(), ["held"])
        self.assertEqual(self.certificates(), self.deleted)
        self.wait_until(lambda: self.deliveries("confirmed"), "the live case is delivered")
        self.hubctl("cases", "release", "--tenant", "acme", self.held_case)
        self.wait_until(lambda: self.published_size() == 5, "the log goes on")
        self.verify_log()
        state = self.org.state()
        self.assertEqual((state["records"]["Case"], set(state["duplicates"].values())), (5, {0}))
        self.assertEqual(self.send(self.lines[1:2]).repeated, 1, "a case that was deleted since is known")

    def test_without_the_key_files_only_what_is_live_is_lost_and_says_so(self):
        self.begin()
        backup = self.back_up()
        self.deliver_and_stop()
        for key_file in ("cases.keys", "epochs.keys"):
            os.remove(self.places.path("data", "keys", key_file))
        self.restore(backup)
        self.start_hub()
        self.assertIn("cases lost their keys", self.log_text())
        letter = self.only_dead_letter()
        self.assertEqual(letter["error"]["code"], "key_destroyed")
        self.assertEqual(self.certificates(), self.deleted)
        self.hubctl("deliveries", "discard", letter["id"])
        self.hubctl("cases", "release", "--tenant", "acme", self.held_case)
        self.wait_until(lambda: self.held() == 0, "the case is given up")
        self.assertEqual(self.certificates()[-1]["outcome"], "discarded")

    def test_a_backup_with_key_files_is_refused_whatever_they_are_called(self):
        self.begin()
        backup = self.back_up()
        self.assertEqual(sorted(os.listdir(backup)), ["hub.db", "ids.keys", "manifest.json"])
        for key_file in ("cases.keys", "epochs.keys"):
            planted = os.path.join(backup, "notes.txt")
            shutil.copy(self.places.path("data", "keys", key_file), planted)
            answer = self.run_hubctl("backup", "check", backup)
            self.assertEqual(answer.returncode, 1)
            self.assertIn("notes.txt holds keys of cases", answer.stdout)
            os.remove(planted)
        with open(os.path.join(backup, "hub.db"), "ab") as file:
            file.write(b"x")
        answer = self.run_hubctl("backup", "check", backup)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("hub.db is not the file", answer.stdout)
        self.assertEqual(self.run_hubctl("backup", "check", self.places.path("data")).returncode, 1)

    def test_backups_go_where_the_configuration_says_and_nowhere_else(self):
        self.places.change("backup_dir: backups", "backup_dir: data/backups")
        refused = subprocess.run([HUBD, "--config=" + self.places.path("hub.yaml"), "--check"], capture_output=True,
                                 text=True, timeout=TEST_SECONDS, check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("must not lie in data_dir", refused.stdout + refused.stderr)
        self.places.change("backup_dir: data/backups\n", "")
        self.start_hub()
        answer = self.run_hubctl("backup")
        self.assertEqual(answer.returncode, 3)
        self.assertIn("backup_dir", answer.stderr)


class AttackerTest(BackupRun):
    is_mounted = False

    def tearDown(self):
        if self.hub.is_alive():
            self.hub.kill()
        if self.is_mounted:
            subprocess.run(["umount", self.places.path("data")], check=True)
        super().tearDown()

    def test_an_old_database_and_the_root_with_todays_key_files_open_only_what_is_live(self):
        self.begin()
        before = self.copy_of("before")
        self.assertEqual(self.opened(self.copy_of("all")), (4, 4), "all three places are a live copy")
        self.all_but_one_go()
        self.assertEqual(self.opened(self.copy_of("stolen", database=before)), (4, 1))
        self.assertEqual(self.opened(self.copy_of("now")), (1, 1))

    def test_an_old_database_and_old_case_keys_are_worthless_two_epochs_later(self):
        self.places.change("epoch: 1h", "epoch: 1s")
        self.begin()
        before = self.copy_of("before")
        epochs = self.places.path("data", "keys", "epochs.keys")
        old = slots_of(os.path.join(before, "keys", "epochs.keys"), EPOCH_STRIDE)
        self.assertEqual(self.opened(self.copy_of("all", database=before, cases=before, epochs=before)), (4, 4))
        self.all_but_one_go()
        self.wait_until(lambda: not old & slots_of(epochs, EPOCH_STRIDE), "every epoch key of then is gone")
        self.assertEqual(self.opened(self.copy_of("stolen", database=before, cases=before)), (4, 0))
        self.assertEqual(self.opened(self.copy_of("now")), (1, 1), "the live case was wrapped anew")

    def test_the_raw_volume_gives_no_key_back_of_what_was_deleted(self):
        if os.geteuid() != 0 or not os.path.exists("/dev/loop-control"):
            self.skipTest("the raw volume can only be read by root, on a loop device")
        image = self.places.path("volume.img")
        with open(image, "wb") as file:
            file.truncate(IMAGE_BYTES)
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
        subprocess.run(["mount", "-o", "loop", image, self.places.path("data")], check=True)
        self.is_mounted = True

        def on_volume(slots):
            subprocess.run(["sync", "--file-system", self.places.path("data")], check=True)
            with open(image, "rb") as file:
                data = file.read()
            return {slot for slot in slots if slot in data}
        cases = self.places.path("data", "keys", "cases.keys")
        self.begin()
        keys = slots_of(cases, STRIDE)
        self.assertEqual(on_volume(keys), keys)
        self.all_but_one_go()
        live = keys & slots_of(cases, STRIDE)
        self.assertEqual(len(live), 1)
        self.assertEqual(on_volume(keys), live)


if __name__ == "__main__":
    sys.exit(run_cases(BackupTest, AttackerTest))
