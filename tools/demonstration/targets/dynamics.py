"""The simulated Dynamics 365 environment."""
import json
import urllib.parse
import urllib.request

from targets import CLIENT_ID


class Target:
    """Counts by the lists of its own API, page by page."""

    mapping = "dynamics/default.yaml"
    simulator_options = ()
    lifted_budgets = ("--requests", "1000000000", "--operation-cost", "0")
    case_records = "incidents"  # what its simulator calls the records that stand for cases

    @staticmethod
    def settings_yaml(port, secret_file):
        return f"""
base_url: http://127.0.0.1:{port}
login_url: http://127.0.0.1:{port}
directory_id: demonstration
client_id: {CLIENT_ID}
client_secret: file:{secret_file}
collector: contacts(0c011ec7-0000-4000-8000-000000000001)
"""

    def __init__(self, port, client_secret):
        self.url = f"http://127.0.0.1:{port}"
        self.client_secret = client_secret
        self._token = None

    def _login(self):
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": CLIENT_ID,
                                       "client_secret": self.client_secret,
                                       "scope": self.url + "/.default"}).encode()
        with urllib.request.urlopen(self.url + "/directory/oauth2/v2.0/token", form, timeout=10) as answer:
            self._token = json.load(answer)["access_token"]

    def _all(self, table, column):
        if self._token is None:
            self._login()
        rows, url = [], f"{self.url}/api/data/v9.2/{table}?$select={column}"
        while url:
            request = urllib.request.Request(url, headers={"Authorization": "Bearer " + self._token})
            with urllib.request.urlopen(request, timeout=60) as answer:
                page = json.load(answer)
            rows += page["value"]
            url = page.get("@odata.nextLink")
        return rows

    def holdings(self):
        """Cases, notes, and how many cases there are more than different ones: each names its own id."""
        cases = self._all("incidents", "description")
        named = {case["description"].split("\n", 1)[0] for case in cases}
        return {"cases": len(cases), "parts": len(self._all("annotations", "subject")),
                "duplicates": len(cases) - len(named)}
