"""Certificates of one run: an authority, and what it signs for machines."""
import os
import subprocess

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def openssl(*words):
    subprocess.run(["openssl", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


class Authority:
    def __init__(self, folder):
        """`folder`: made; where its key and certificate lie."""
        os.makedirs(folder, 0o755)
        self.certificate, self._key = os.path.join(folder, "ca.pem"), os.path.join(folder, "ca.key")
        openssl("req", "-x509", *KEY, "-days", "2", "-subj", "/CN=cluster of one run", "-keyout", self._key, "-out", self.certificate)

    def issue(self, name, address, folder):
        """node.pem and node.key for a machine, as server and as client, in a folder that may be new."""
        os.makedirs(folder, 0o700, exist_ok=True)
        certificate, key, request = (os.path.join(folder, file) for file in ("node.pem", "node.key", "node.csr"))
        openssl("req", "-new", *KEY, "-subj", "/CN=" + name, "-addext", f"subjectAltName=DNS:{name},IP:{address}",
                "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-copy_extensions", "copy", "-days", "2", "-CA", self.certificate,
                "-CAkey", self._key, "-CAcreateserial", "-out", certificate)
        return certificate, key
