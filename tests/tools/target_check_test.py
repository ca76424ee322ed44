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
HUBCTL = os.path.join(BUILD, "tools", "hubctl", "hubctl")
SIMULATORS = os.path.join(BUILD, "tools", "simulators", "hub-simulators")
TARGET = """kind: target
name: helpdesk
tenant: acme
connector: zendesk
mapping: zendesk/{mapping}.yaml
max_class: free_text
settings:
  base_url: {url}
  client_id: hub
  client_secret: env:TEST_SECRET
"""
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


class TargetCheckTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="connector-hub-target-check-")
        self.addCleanup(shutil.rmtree, self.folder)

    def simulator(self, *options):
        process = subprocess.Popen([SIMULATORS, "zendesk", *options], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return json.loads(process.stdout.readline())["zendesk"]

    def path(self, name):
        return os.path.join(self.folder, name)

    def hubctl(self, words, url, mapping="default", secret="hub-secret", options=("--allow", "127.0.0.1/32")):
        with open(self.path("helpdesk.yaml"), "w", encoding="utf-8") as file:
            file.write(TARGET.format(url=url, mapping=mapping))
        environment = {**os.environ, "TEST_SECRET": secret}
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
            environment.pop(name, None)
        return subprocess.run([HUBCTL, *words, *options], env=environment, cwd=SOURCE, capture_output=True, text=True,
                              timeout=60, check=False)

    def check(self, url, **more):
        return self.hubctl(["target", "check", self.path("helpdesk.yaml")], url, **more)

    def says(self, answer, *words):
        self.assertEqual((answer.returncode, answer.stderr), (1, ""))
        for word in words:
            self.assertIn(word, answer.stdout)

    def test_what_fits_is_said_in_one_line(self):
        answer = self.check(self.simulator())
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr),
                         (0, "acme/helpdesk: host, credentials and mapping fit\n", ""))

    def test_a_wrong_secret(self):
        self.says(self.check(self.simulator(), secret="wrong"), "the login was refused: invalid_client",
                  "check the credentials")

    def test_a_secret_that_is_not_set(self):
        self.says(self.check(self.simulator(), secret=""), "setting 'client_secret'", "helpdesk.yaml:")

    def test_a_scope_that_the_client_may_not_have(self):
        self.says(self.check(self.simulator("--scopes", "write")), "the login was refused: invalid_scope")

    def test_a_right_that_the_token_lacks_for_this_call(self):
        url = self.simulator()
        self.break_with(url, kind="missing_scope", operation="count", times=-1)
        self.says(self.check(url), "the token lacks the scope 'read'", "name it in 'scope'")

    def test_a_field_that_the_account_does_not_have(self):
        url = self.simulator()
        self.break_with(url, kind="hidden_field", operation="ticket_fields", field="104")
        self.says(self.check(url, mapping="rich"), "ticket has no field 'ticket_field_104'",
                  "or the hub's user has no permission for it", "rich.yaml:")

    def test_a_host_where_nobody_listens(self):
        self.says(self.check("http://127.0.0.1:9"), "nobody listens there")

    def test_a_host_that_does_not_exist(self):
        self.says(self.check("https://acme.invalid"), "this name does not exist")

    def test_a_private_address_that_was_not_allowed(self):
        self.says(self.check("https://10.1.2.3", options=()), "allow its subnet")

    def test_a_certificate_that_expired(self):
        url, authority = self.expired_server()
        options = ("--allow", "127.0.0.1/32", "--ca-file", authority)
        self.says(self.check(url, options=options), "certificate has expired", "renew the target's certificate")

    def test_describe_shows_the_fields_of_the_account(self):
        answer = self.hubctl(["target", "describe", self.path("helpdesk.yaml"), "ticket", "comment"], self.simulator())
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertIn("  ticket_field_102  string  \"Channel\"  one of chat, video", answer.stdout)
        self.assertIn("comment\n  marker  string  key\n", answer.stdout)

    def break_with(self, url, **fault):
        request = urllib.request.Request(url + "/_control/faults", json.dumps(fault).encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def expired_server(self):
        """A TLS server whose certificate ended years ago, and the file that vouches for it."""
        with open(self.path("ca.conf"), "w", encoding="utf-8") as file:
            file.write(CA.format(folder=self.folder))
        for name, text in (("index.txt", ""), ("serial", "01\n")):
            with open(self.path(name), "w", encoding="utf-8") as file:
                file.write(text)
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


if __name__ == "__main__":
    sys.exit(case_report.run(TargetCheckTest))
