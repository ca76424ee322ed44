"""Searches what the hub leaves on disk, and proves first that the search would find something."""
import json
import os
import shutil
import subprocess
import time

from services import Failed

SETTLED_SECONDS = 60  # within this time of the last confirmation nothing may be left


class Residue:
    """`folder`: the hub's data folder."""

    def __init__(self, program, places, lines, hub, folder="data"):
        self.program, self.places, self.hub, self.folder = program, places, hub, folder
        self.cases = places.path("cases.jsonl")
        self.lines = lines

    def search(self, folders, opened=None):
        """What hub-residue reports; `opened` names the settings of a copied data folder to look into with all keys."""
        command = [self.program, "--cases", "-"] + (["--open", opened] if opened else []) + folders
        answer = subprocess.run(command, input=b"\n".join(self.lines), capture_output=True, check=False)
        if answer.returncode not in (0, 1):
            raise Failed("the residue search could not look: " + answer.stderr.decode(errors="replace").strip())
        return json.loads(answer.stdout)

    def remaining(self):
        """Hits in the files as they are, and in everything that all the keys together still open."""
        copy = self._copy(self.folder)
        found = self.search([self.places.path(self.folder), self.places.path("logs")], self.places.settings_for(copy))
        shutil.rmtree(copy)
        return found

    def settled(self):
        """What lies there once the hub had the time that it promises to need."""
        until = time.monotonic() + SETTLED_SECONDS
        while True:
            found = self.remaining()
            if found["hits"] + found["opened_hits"] == 0 or time.monotonic() > until:
                return found
            time.sleep(1)

    def plain_control(self):
        """The same search over the same folders, with one case lying there in clear."""
        bait = self.places.path(self.folder, "control.tmp")
        with open(bait, "wb") as file:
            file.write(self.lines[0])
        try:
            return self.search([self.places.path(self.folder)])["hits"]
        finally:
            os.remove(bait)

    def openable(self, folder):
        """The same search over a copy of a data folder alone, and in what its keys open."""
        copy = self._copy(folder)
        found = self.search([copy], self.places.settings_for(copy))
        shutil.rmtree(copy)
        return found

    def _copy(self, folder):
        copy = self.places.path("copy")
        with self.hub.frozen():  # files of different moments are no store
            shutil.copytree(self.places.path(folder), copy)
        return copy


class FleetResidue(Residue):
    """What several hubs together leave; `hubs` by their data folders."""

    def __init__(self, program, places, lines, hubs):
        super().__init__(program, places, lines, *next((hub, folder) for folder, hub in hubs.items()))
        self.hubs = hubs

    def remaining(self):
        found = self.search([self.places.path(name) for name in (*self.hubs, "logs")])
        for folder, hub in self.hubs.items():
            opened = Residue(self.program, self.places, self.lines, hub).openable(folder)
            found = {"hits": found["hits"], "opened_hits": found["opened_hits"] + opened["opened_hits"],
                     "sealed_rows": opened["sealed_rows"]}
            if opened["sealed_rows"] == 0:
                break  # in the store that they share there is nothing that any key could open
        return found
