"""The simulated Freshdesk account."""
import base64
import json
import time
import urllib.error
import urllib.request


class Target:
    """Counts by listing, never by looking into the simulator."""

    mapping = "freshdesk/default.yaml"
    simulator_options = ("--search-lag", "2000")
    lifted_budgets = ("--calls-per-minute", "0", "--lists-per-minute", "0")
    case_records = "tickets"  # what its simulator calls the records that stand for cases

    # The simulator shows a ticket at once; a real account needs the defaults.
    @staticmethod
    def settings_yaml(port, secret_file):
        return f"""
base_url: http://127.0.0.1:{port}
api_key: file:{secret_file}
requester_id: "1001"
late_commit: 1s
visibility_lag: 1s
"""

    def __init__(self, port, client_secret):
        self.url = f"http://127.0.0.1:{port}"
        self.key = base64.b64encode((client_secret + ":X").encode()).decode()

    def _get(self, path):
        request = urllib.request.Request(self.url + "/api/v2" + path,
                                         headers={"Authorization": "Basic " + self.key})
        while True:
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                if refused.code != 429:
                    raise
                time.sleep(int(refused.headers["Retry-After"]))

    def tickets(self):
        found, page = [], 1
        while True:
            rows = self._get(f"/tickets?include=description&per_page=100&page={page}")
            found += rows
            if len(rows) < 100:
                return found
            page += 1

    def holdings(self):
        """Tickets, files of long ones, and how many tickets there are more than different cases they name."""
        tickets = self.tickets()
        named = {ticket["description_text"].split("\n", 1)[0] for ticket in tickets}
        long = [ticket for ticket in tickets if "[…]" in ticket["description_text"]]
        return {"cases": len(tickets), "parts": sum(len(self._get(f"/tickets/{ticket['id']}/conversations"))
                                                    for ticket in long),
                "duplicates": len(tickets) - len(named)}
