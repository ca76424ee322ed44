#!/usr/bin/env python3
"""`hubctl target check` and `describe`: each thing that an administrator gets wrong has words of its own."""
import http.server
import json
import os
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request

import case_report

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(SOURCE, "tools", "demonstration"))
import targets  # noqa: E402

HUBCTL = os.path.join(BUILD, "tools", "hubctl", "hubctl")
SIMULATORS = os.path.join(BUILD, "tools", "simulators", "hub-simulators")
SECRET = "long-enough-to-sign-with-as-well"
TARGET = """kind: target
name: helpdesk
tenant: acme
connector: zendesk
mapping: zendesk/default.yaml
max_class: free_text
settings:
  base_url: {url}
  client_id: hub
  client_secret: env:TEST_SECRET
"""
# Of each simulated target: how its user loses a right, how the account loses a field that a mapping writes (or how a mapping
# comes to write one that was never there), and what the administrator is told. `None` in place of a fault: nothing breaks.
LOST_RIGHTS = {
    "dynamics": ({"kind": "missing_privilege", "operation": "list", "text": "prvReadIncident"},
                 "lacks the privilege prvReadIncident: add it to its security role"),
    "freshdesk": ({"kind": "access_denied", "operation": "list_tickets"},
                  "the agent of the API key has not the right to do this"),
    "genesys": ({"kind": "missing_permissions", "operation": "enrich"},
                "give the OAuth client a role with the permission externalContacts:contact:enrich"),
    "hubspot": ({"kind": "missing_scopes", "operation": "list", "text": "tickets"},
                "add the scopes and install it again: tickets"),
    "s3": ({"kind": "status", "operation": "list", "status": 403, "text": "AccessDenied"}, "compare its policy"),
    "salesforce": ({"kind": "status", "operation": "limits", "status": 403, "text": "API_CURRENTLY_DISABLED"},
                   "give it 'API Enabled'"),
    "servicenow": ({"kind": "status", "operation": "read", "status": 403},
                   "compare its roles with the access rules of the table"),
    "webhook": ({"kind": "status", "operation": "health", "status": 403}, "check the user's rights"),
    "zendesk": ({"kind": "missing_scope", "operation": "count"}, "the token lacks the scope 'read'"),
}
MISSING_FIELDS = {
    "dynamics": ({"kind": "hidden_column", "operation": "metadata", "field": "caseorigincode"}, "default", None,
                 "incidents has no field 'caseorigincode'"),
    "freshdesk": (None, "default", ("priority: 1", "shoe_size: 1"), "ticket has no field 'shoe_size'"),
    "genesys": (None, "default", ("lastName:", "shoeSize:"), "contact has no field 'shoeSize'"),
    "hubspot": ({"kind": "hidden_property", "operation": "properties", "field": "hub_transcript"}, "default", None,
                "tickets has no field 'hub_transcript'"),
    "s3": None,  # an object may hold anything
    "salesforce": ({"kind": "hidden_field", "operation": "describe", "field": "Origin"}, "default", None,
                   "Case has no field 'Origin'"),
    "servicenow": (None, "default", ("short_description:", "shoe_size:"), "has no field 'shoe_size'"),
    "webhook": (None, "default", ("channel:", "shoe_size:"), "cases has no field 'shoe_size'"),
    "zendesk": ({"kind": "hidden_field", "operation": "ticket_fields", "field": "104"}, "rich", None,
                "ticket has no field 'ticket_field_104'"),
}
CA = """[ca]
default_ca = one
[one]
dir = {folder}
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[names]
subjectAltName = IP:127.0.0.1
"""


class CheckedTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="connector-hub-target-check-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def start(self, command):
        """A simulator's address."""
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return json.loads(process.stdout.readline())[command[1]]

    def run_hubctl(self, words, options=("--allow", "127.0.0.1/32"), **environment):
        surroundings = {**os.environ, **environment}
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
            surroundings.pop(name, None)
        return subprocess.run([HUBCTL, *words, *options], env=surroundings, cwd=SOURCE, capture_output=True, text=True,
                              timeout=60, check=False)

    def says(self, answer, *words):
        self.assertEqual((answer.returncode, answer.stderr), (1, ""))
        for word in words:
            self.assertIn(word, answer.stdout)

    def break_with(self, url, **fault):
        request = urllib.request.Request(url + "/_control/faults", json.dumps(fault).encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def expired_server(self):
        """A TLS server whose certificate ended years ago, and the file that vouches for it."""
        self.write("ca.conf", CA.format(folder=self.folder))
        self.write("index.txt", "")
        self.write("serial", "01\n")
        key, request, certificate = self.path("key.pem"), self.path("request.pem"), self.path("certificate.pem")
        self.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj",
                     "/CN=127.0.0.1")
        self.openssl("ca", "-batch", "-selfsign", "-config", self.path("ca.conf"), "-keyfile", key, "-in", request,
                     "-out", certificate, "-startdate", "200101000000Z", "-enddate", "200201000000Z", "-notext")
        server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"https://127.0.0.1:{server.server_port}", certificate

    def openssl(self, *words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=60)


class EveryTargetTest(CheckedTest):
    """The same mistakes with each simulated target, and so with each connector."""

    def test_every_target_is_in_the_tables(self):
        self.assertEqual(sorted(LOST_RIGHTS), targets.names())
        self.assertEqual(sorted(MISSING_FIELDS), targets.names())

    def test_each_mistake_is_told_in_words_of_its_own(self):
        expired, authority = self.expired_server()
        for name in targets.names():
            with self.subTest(name):
                self.start_target(name)
                fits = self.check()
                self.assertEqual(fits.returncode, 0, fits.stdout)
                self.assertTrue(fits.stdout.endswith(f"acme/{name}: host, credentials and mapping fit\n"), fits.stdout)
                right, field = LOST_RIGHTS[name], MISSING_FIELDS[name]
                said = [
                    self.told(self.check(fault=right[0]), right[1]),
                    self.told(self.check(secret=SECRET[::-1]), "check the credentials"),
                    self.told(self.check(host=f"https://{name}.invalid"), "this name does not exist"),
                    self.told(self.check(host=expired, options=("--allow", "127.0.0.1/32", "--ca-file", authority)),
                              "renew the target's certificate"),
                ]
                if field:
                    said.append(self.told(self.check(fault=field[0], mapping=field[1], change=field[2]), field[3]))
                self.assertEqual(len(set(said)), len(said), "no two mistakes are told alike")

    def start_target(self, name):
        self.name = name
        self.url = self.start(targets.simulator_command(SIMULATORS, name, 0, SECRET))

    def check(self, fault=None, mapping="default", change=None, secret=SECRET, host=None, **more):
        """`change`: a text of the shipped mapping and what stands there instead; `host`: in place of the simulator."""
        yaml = targets.resource(self.name, "acme", int(self.url.rsplit(":", 1)[1]), self.write("secret.key", secret))
        yaml = yaml.replace(targets.named(self.name).mapping, f"{self.name}/{mapping}.yaml")
        if host:
            yaml = yaml.replace(self.url, host)
        if fault:
            self.break_with(self.url, **fault)
        folder = self.mappings_with(mapping, *change) if change else os.path.join(SOURCE, "mappings")
        answer = self.run_hubctl(["target", "check", self.write("target.yaml", yaml), "--mappings", folder], **more)
        self.break_nothing()
        return answer

    def mappings_with(self, mapping, old, new):
        os.makedirs(self.path(f"mappings/{self.name}"), exist_ok=True)
        with open(os.path.join(SOURCE, "mappings", self.name, mapping + ".yaml"), encoding="utf-8") as file:
            text = file.read()
        self.assertIn(old, text)
        self.write(f"mappings/{self.name}/{mapping}.yaml", text.replace(old, new))
        return self.path("mappings")

    def break_nothing(self):
        request = urllib.request.Request(self.url + "/_control/reset", b"", method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def told(self, answer, words):
        self.says(answer, words)
        return answer.stdout


class TargetCheckTest(CheckedTest):
    """What is Zendesk's own, and what is the same for all and needs to be tried once."""

    def simulator(self, *options):
        return self.start([SIMULATORS, "zendesk", *options])

    def hubctl(self, words, url, secret="hub-secret", **more):
        self.write("helpdesk.yaml", TARGET.format(url=url))
        return self.run_hubctl(words, TEST_SECRET=secret, **more)

    def check(self, url, **more):
        return self.hubctl(["target", "check", self.path("helpdesk.yaml")], url, **more)

    def test_a_secret_that_is_not_set(self):
        self.says(self.check(self.simulator(), secret=""), "setting 'client_secret'", "helpdesk.yaml:")

    def test_a_scope_that_the_client_may_not_have(self):
        self.says(self.check(self.simulator("--scopes", "write")), "the login was refused: invalid_scope")

    def test_a_host_where_nobody_listens(self):
        self.says(self.check("http://127.0.0.1:9"), "nobody listens there")

    def test_a_private_address_that_was_not_allowed(self):
        self.says(self.check("https://10.1.2.3", options=()), "allow its subnet")

    def test_describe_shows_the_fields_of_the_account(self):
        answer = self.hubctl(["target", "describe", self.path("helpdesk.yaml"), "ticket", "comment"], self.simulator())
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertIn("  ticket_field_102  string  \"Channel\"  one of chat, video", answer.stdout)
        self.assertIn("comment\n  marker  string  key\n", answer.stdout)


if __name__ == "__main__":
    sys.exit(case_report.run(EveryTargetTest, TargetCheckTest))
