"""Passes every byte on between whoever connects here and a service there."""
import contextlib
import socket
import threading


def _family(address):
    return socket.AF_UNIX if isinstance(address, str) else socket.AF_INET


class Relay:
    """Addresses are (host, port), or the path of a Unix socket. Everything happens in the network of whoever makes it.
    `on_sent`: called with what its clients sent, from several threads."""

    def __init__(self, listens_at, service, on_sent=lambda data: None):
        self._service, self._on_sent = service, on_sent
        self._listener = socket.socket(_family(listens_at))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(listens_at)
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        # Closing alone would leave the thread waiting in accept().
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        service = socket.socket(_family(self._service))
        try:
            service.connect(self._service)
        except OSError:
            client.close()
            return
        back = threading.Thread(target=self._pump, args=(service, client, lambda data: None), daemon=True)
        back.start()
        self._pump(client, service, self._on_sent)
        back.join()
        client.close()
        service.close()

    @staticmethod
    def _pump(source, sink, on_data):
        try:
            while data := source.recv(65536):
                on_data(data)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # either side went away: so does the other
