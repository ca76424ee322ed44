"""A TCP proxy that remembers every byte which its clients sent: what leaves a hub for a target, seen from outside."""
import socket
import threading


class RecordingProxy:
    """Between whoever connects to `port` and the service at `target_port`, both on this machine."""

    def __init__(self, port, target_port):
        self._target_port = target_port
        self._sent = bytearray()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port), reuse_port=False)
        threading.Thread(target=self._accept, daemon=True).start()

    def sent(self):
        with self._lock:
            return bytes(self._sent)

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            service = socket.create_connection(("127.0.0.1", self._target_port))
        except OSError:
            client.close()
            return
        back = threading.Thread(target=self._pump, args=(service, client, False), daemon=True)
        back.start()
        self._pump(client, service, True)
        back.join()
        client.close()
        service.close()

    def _pump(self, source, sink, is_recorded):
        try:
            while data := source.recv(65536):
                if is_recorded:
                    with self._lock:
                        self._sent += data
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # either side went away: so does the other
