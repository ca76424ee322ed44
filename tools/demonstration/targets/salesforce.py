"""The simulated Salesforce org."""
import json
import urllib.parse
import urllib.request

from targets import CLIENT_ID

API = "/services/data/v62.0"


class Target:
    """Counts by query, never by looking into the simulator."""

    mapping = "salesforce/default.yaml"
    simulator_options = ()
    lifted_budgets = ("--daily-limit", "1000000000")
    case_records = "Case"  # what its simulator calls the records that stand for cases

    @staticmethod
    def settings_yaml(port, secret_file):
        return f"""
login_url: http://127.0.0.1:{port}
client_id: {CLIENT_ID}
client_secret: file:{secret_file}
"""

    def __init__(self, port, client_secret):
        self.url = f"http://127.0.0.1:{port}"
        self.client_secret = client_secret
        self._token = None

    def _login(self):
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": CLIENT_ID,
                                       "client_secret": self.client_secret}).encode()
        with urllib.request.urlopen(self.url + "/services/oauth2/token", form, timeout=10) as answer:
            self._token = json.load(answer)["access_token"]

    def query(self, soql):
        if self._token is None:
            self._login()
        rows, path = [], f"{API}/query?q={urllib.parse.quote(soql)}"
        while path:
            request = urllib.request.Request(self.url + path, headers={"Authorization": "Bearer " + self._token})
            with urllib.request.urlopen(request, timeout=60) as answer:
                page = json.load(answer)
            rows += page["records"]
            path = page.get("nextRecordsUrl")
        return rows, page["totalSize"]

    def holdings(self):
        """Cases, transcript parts, and how many cases there are more than different ones: each names its own id."""
        rows, total = self.query("SELECT Id, Description FROM Case")
        named = {(row.get("Description") or "").split("\n", 1)[0] for row in rows}
        _, parts = self.query("SELECT Id FROM Chat_Transcript__c")
        return {"cases": total, "parts": parts, "duplicates": total - len(named)}
