"""A hub whose data folder is a volume of its own where that is possible, and hubctl's search of its surfaces."""
import json
import os
import subprocess

from hub_run import HUBCTL, HubRun, TEST_SECONDS
from volume import Volume, is_mountable

SURFACES = [f"S{number}" for number in range(1, 13)]


class ProofHub(HubRun):
    image_bytes = 160 << 20
    case_slots = 4096
    search_seconds = 2 * TEST_SECONDS

    def setUp(self):
        super().setUp()
        self.places.change("case_slots: 65536", f"case_slots: {self.case_slots}")
        self.volume = Volume(self.places, self.image_bytes) if is_mountable() else None
        self.source = self.places.path("source")
        os.mkdir(self.source)
        self.start_simulator()
        self.start_hub()

    def tearDown(self):
        if self.hub.is_alive():
            self.hub.kill()
        if self.volume:
            self.volume.unmount()
        super().tearDown()

    def proof(self, *words, url=None):
        """The exit status and the surfaces; the whole report is in `self.report`."""
        surroundings = dict(os.environ, HUBCTL_URL=url or self.places.admin_url,
                            HUBCTL_KEY_FILE=self.places.path("admin.key"))
        volume = ["--volume", self.volume.image] if self.volume else []
        answer = subprocess.run([HUBCTL, "proof", *words, "--json", *volume], env=surroundings, capture_output=True,
                                text=True, timeout=self.search_seconds, check=False)
        self.assertIn(answer.returncode, (0, 1), answer.stderr)
        self.report = json.loads(answer.stdout)
        self.assertEqual([one["surface"] for one in self.report["surfaces"]], SURFACES)
        self.assertEqual(self.report["clean"], answer.returncode == 0)
        return answer.returncode, {one["surface"]: one for one in self.report["surfaces"]}

    def states(self, surfaces):
        """Of those that are not clean; without a volume the raw one is never read."""
        return {surface: one["state"] for surface, one in surfaces.items() if one["state"] != "clean"}

    def expected(self, *found):
        unread = {} if self.volume else {"S2": "not scanned"}
        return {**unread, **dict.fromkeys(found, "FOUND")}

    def search(self, *texts, url=None):
        path = self.places.path("texts")
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(text + "\n" for text in texts))
        return self.proof("search", path, "--source", self.source, url=url)
