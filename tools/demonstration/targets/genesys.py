"""The simulated Genesys Cloud organisation."""
import base64
import json
import time
import urllib.error
import urllib.request

from targets import CLIENT_ID

# What an administrator made there; the simulator has it from the start.
SOURCE, USER = "5f0c2a3e-0000-4000-8000-000000000001", "5f0c2a3e-0000-4000-8000-000000000901"
COLLECTOR, WORKTYPE = "5f0c2a3e-0000-4000-8000-000000000501", "5f0c2a3e-0000-4000-8000-000000000701"


class Target:
    """Counts by scanning all notes, page by page."""

    mapping = "genesys/default.yaml"
    simulator_options = ()
    lifted_budgets = ("--calls-per-minute", "0")
    case_records = "note"  # what its simulator calls the records that stand for cases

    # The simulator commits before it answers and shows notes at once; a real organisation needs the defaults.
    @staticmethod
    def settings_yaml(port, secret_file):
        return f"""
base_url: http://127.0.0.1:{port}
login_url: http://127.0.0.1:{port}
client_id: {CLIENT_ID}
client_secret: file:{secret_file}
external_source_id: {SOURCE}
user_id: {USER}
collector_contact: {COLLECTOR}
worktype_id: {WORKTYPE}
late_commit: 2s
visibility_lag: 1s
"""

    def __init__(self, port, client_secret):
        self.url = f"http://127.0.0.1:{port}"
        self.client_secret = client_secret
        self._token = None

    def _login(self):
        pair = base64.b64encode(f"{CLIENT_ID}:{self.client_secret}".encode()).decode()
        request = urllib.request.Request(self.url + "/oauth/token", b"grant_type=client_credentials",
                                         {"Authorization": "Basic " + pair})
        with urllib.request.urlopen(request, timeout=10) as answer:
            self._token = json.load(answer)["access_token"]

    def _get(self, path):
        if self._token is None:
            self._login()
        request = urllib.request.Request(self.url + path, headers={"Authorization": "Bearer " + self._token})
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                if refused.code != 429:
                    raise
                time.sleep(int(refused.headers["Retry-After"]))

    def notes(self):
        found, after = [], ""
        while True:
            page = self._get("/api/v2/externalcontacts/scan/notes?limit=100" + after)
            found += [note["noteText"] for note in page["entities"]]
            if "after" not in page["cursors"]:
                return found
            after = "&cursor=" + page["cursors"]["after"]

    def holdings(self):
        """Notes that begin with the id of their case, further notes, and how many there are more than different ones."""
        notes = [note.split("\n", 2) for note in self.notes()]
        first = [lines[1] for lines in notes if len(lines) > 1 and lines[1].startswith("Case: ")]
        markers = {lines[0] for lines in notes}
        return {"cases": len(first), "parts": len(notes) - len(first),
                "duplicates": len(first) - len(set(first)) + len(notes) - len(markers)}
