"""The simulated bucket of an S3-compatible store."""
import datetime
import hashlib
import hmac
import json
import urllib.parse
import urllib.request
import xml.etree.ElementTree

from targets import CLIENT_ID

BUCKET, REGION, PREFIX = "archive", "us-east-1", "chats/"
NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class Target:
    """Counts by listing and reading the objects, with signed calls of its own."""

    mapping = "s3/default.yaml"
    simulator_options = ()
    lifted_budgets = ()  # it has no limits
    case_records = "objects"  # what its simulator calls the records that stand for cases

    @staticmethod
    def settings_yaml(port, secret_file):
        return f"""
base_url: http://127.0.0.1:{port}
bucket: {BUCKET}
region: {REGION}
prefix: {PREFIX}
access_key_id: {CLIENT_ID}
secret_access_key: file:{secret_file}
"""

    def __init__(self, port, client_secret):
        self.host = f"127.0.0.1:{port}"
        self.url = "http://" + self.host
        self.client_secret = client_secret

    def _signature(self, date, text):
        key = b"AWS4" + self.client_secret.encode()
        for step in (date, REGION, "s3", "aws4_request"):
            key = hmac.new(key, step.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def _get(self, path, **query):
        """Signature Version 4 of a GET."""
        time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        nothing = hashlib.sha256(b"").hexdigest()
        text = "&".join(f"{urllib.parse.quote(name, safe='')}={urllib.parse.quote(value, safe='')}"
                        for name, value in sorted(query.items()))
        names = "host;x-amz-content-sha256;x-amz-date"
        canonical = "\n".join(("GET", path, text, "host:" + self.host, "x-amz-content-sha256:" + nothing,
                               "x-amz-date:" + time, "", names, nothing))
        scope = f"{time[:8]}/{REGION}/s3/aws4_request"
        to_sign = "\n".join(("AWS4-HMAC-SHA256", time, scope, hashlib.sha256(canonical.encode()).hexdigest()))
        request = urllib.request.Request(f"{self.url}{path}?{text}", headers={
            "x-amz-content-sha256": nothing, "x-amz-date": time,
            "Authorization": f"AWS4-HMAC-SHA256 Credential={CLIENT_ID}/{scope}, SignedHeaders={names}, "
                             f"Signature={self._signature(time[:8], to_sign)}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def _names(self):
        names, page = [], {}
        while True:
            listing = xml.etree.ElementTree.fromstring(
                self._get(f"/{BUCKET}", **{"list-type": "2", "prefix": PREFIX, **page}))
            names += [key.text for key in listing.iter(NAMESPACE + "Key")]
            token = listing.find(NAMESPACE + "NextContinuationToken")
            if token is None:
                return names
            page = {"continuation-token": token.text}

    def holdings(self):
        """Documents of cases, those of late news, and how many there are more than different cases they name."""
        documents = [json.loads(self._get(f"/{BUCKET}/{name}")) for name in self._names()]
        cases = [document["case"]["id"] for document in documents if "case" in document]
        return {"cases": len(cases), "parts": len(documents) - len(cases), "duplicates": len(cases) - len(set(cases))}
