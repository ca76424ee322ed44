"""The simulated REST API of nobody in particular: a target that is declared, not programmed."""
import json
import urllib.request

from targets import CLIENT_ID


class Target:
    """Counts what its control path tells: the API itself has no call for all records."""

    mapping = "webhook/default.yaml"
    simulator_options = ("--signatures", "required")
    lifted_budgets = ()  # it has no limits
    case_records = "cases"  # what its simulator calls the records that stand for cases

    @staticmethod
    def settings_yaml(port, secret_file):
        return f"""
base_url: http://127.0.0.1:{port}
write: PUT /{{object}}/{{key}}
id_at: $.id
read_back: GET /{{object}}/{{id}}
look_up: GET /{{object}}?external_id={{key}}
look_up_at: $.items
erase: DELETE /{{object}}/{{id}}
describe: GET /schemas/{{object}}
probe: GET /health
auth: client_credentials
token_url: http://127.0.0.1:{port}/oauth2/token
client_id: {CLIENT_ID}
client_secret: file:{secret_file}
signature: standard_webhooks
signing_secret: "cmd:printf 'whsec_%s' \\"$(base64 -w0 {secret_file})\\""
error_code_at: $.code
error_fields_at: $.errors
"""

    def __init__(self, port, client_secret):
        self.url = f"http://127.0.0.1:{port}"
        self.client_secret = client_secret

    def _state(self):
        with urllib.request.urlopen(self.url + "/_control/state", timeout=10) as answer:
            return json.load(answer)

    def holdings(self):
        """Cases, transcript parts, and how many there are more than keys."""
        state = self._state()
        return {"cases": state["records"]["cases"], "parts": state["records"]["transcripts"],
                "duplicates": sum(state["duplicates"].values())}
