"""The simulated ServiceNow instance."""
import json
import urllib.parse
import urllib.request

from targets import CLIENT_ID

TABLE = "sn_customerservice_case"


class Target:
    """Counts by listing, never by looking into the simulator."""

    mapping = "servicenow/default.yaml"
    simulator_options = ()
    lifted_budgets = ()  # calls are limited only by an administrator's rule
    case_records = TABLE  # what its simulator calls the records that stand for cases

    # The simulator carries out at once what it has begun; a real instance needs the default.
    @staticmethod
    def settings_yaml(port, secret_file):
        return f"""
base_url: http://127.0.0.1:{port}
client_id: {CLIENT_ID}
client_secret: file:{secret_file}
late_commit: 2s
"""

    def __init__(self, port, client_secret):
        self.url = f"http://127.0.0.1:{port}"
        self.client_secret = client_secret
        self._token = None

    def _login(self):
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": CLIENT_ID,
                                       "client_secret": self.client_secret}).encode()
        with urllib.request.urlopen(self.url + "/oauth_token.do", form, timeout=10) as answer:
            self._token = json.load(answer)["access_token"]

    def _get(self, path):
        if self._token is None:
            self._login()
        request = urllib.request.Request(self.url + path, headers={"Authorization": "Bearer " + self._token})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["result"]

    def holdings(self):
        """Cases, files, and how many cases there are more than different ones: each names its own id."""
        cases = self._get(f"/api/now/v2/table/{TABLE}?sysparm_limit=1000000&sysparm_fields=description")
        named = {case["description"].split("\n", 1)[0] for case in cases}
        files = self._get("/api/now/attachment")
        return {"cases": len(cases), "parts": len(files), "duplicates": len(cases) - len(named)}
