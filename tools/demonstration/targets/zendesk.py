"""The simulated Zendesk account."""
import json
import time
import urllib.error
import urllib.request

from targets import CLIENT_ID


class Target:
    """Counts by listing, never by looking into the simulator."""

    mapping = "zendesk/default.yaml"
    simulator_options = ()
    lifted_budgets = ("--calls-per-minute", "0", "--updates-per-minute", "0")
    case_records = "ticket"  # what its simulator calls the records that stand for cases

    # The simulator shows a ticket at once and ends its jobs in less than a second; a real account needs the defaults.
    @staticmethod
    def settings_yaml(port, secret_file):
        return f"""
base_url: http://127.0.0.1:{port}
client_id: {CLIENT_ID}
client_secret: file:{secret_file}
late_commit: 2s
visibility_lag: 1s
"""

    def __init__(self, port, client_secret):
        self.url = f"http://127.0.0.1:{port}"
        self.client_secret = client_secret
        self._token = None

    def _login(self):
        body = json.dumps({"grant_type": "client_credentials", "client_id": CLIENT_ID,
                           "client_secret": self.client_secret, "scope": "read"}).encode()
        request = urllib.request.Request(self.url + "/oauth/tokens", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            self._token = json.load(answer)["access_token"]

    def _get(self, url):
        if self._token is None:
            self._login()
        request = urllib.request.Request(url, headers={"Authorization": "Bearer " + self._token})
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                if refused.code != 429:
                    raise
                time.sleep(int(refused.headers["Retry-After"]))

    def tickets(self):
        found, url = [], self.url + "/api/v2/tickets?page%5Bsize%5D=100&include=comment_count"
        while url:
            page = self._get(url)
            found += page["tickets"]
            url = page["links"]["next"]
        return found

    def holdings(self):
        """Tickets, comments beyond the first, and how many tickets there are more than different cases they name."""
        tickets = self.tickets()
        named = {ticket["description"].split("\n", 1)[0] for ticket in tickets}
        return {"cases": len(tickets), "parts": sum(ticket["comment_count"] - 1 for ticket in tickets),
                "duplicates": len(tickets) - len(named)}
