"""The simulated HubSpot account."""
import json
import urllib.request


class Target:
    """Counts by the lists of its own API, page by page."""

    mapping = "hubspot/default.yaml"
    simulator_options = ()
    lifted_budgets = ("--burst", "1000000000", "--daily-limit", "1000000000")
    case_records = "tickets"  # what its simulator calls the records that stand for cases

    @staticmethod
    def settings_yaml(port, secret_file):
        return f"""
base_url: http://127.0.0.1:{port}
access_token: file:{secret_file}
collector_contact: "501"
"""

    def __init__(self, port, client_secret):
        self.url = f"http://127.0.0.1:{port}"
        self.client_secret = client_secret

    def _call(self, path, body=None):
        request = urllib.request.Request(self.url + path, json.dumps(body).encode() if body else None,
                                         {"Authorization": "Bearer " + self.client_secret,
                                          "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def _all(self, kind, properties):
        rows, after = [], ""
        while True:
            page = self._call(f"/crm/v3/objects/{kind}?limit=100&properties={properties}{after}")
            rows += page["results"]
            if "paging" not in page:
                return rows
            after = "&after=" + page["paging"]["next"]["after"]

    def holdings(self):
        """Tickets, notes, and how many tickets there are more than different ones: each names its own case."""
        tickets = self._all("tickets", "hub_case_id,hub_key")
        named = {ticket["properties"].get("hub_case_id") for ticket in tickets}
        return {"cases": len(tickets), "parts": len(self._all("notes", "hub_key")),
                "duplicates": len(tickets) - len(named)}
