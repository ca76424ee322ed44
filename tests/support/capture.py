"""Everything that passes a network interface, as a packet socket sees it, and the TCP streams that it adds up to."""
import select
import socket
import struct
import threading

ETH_P_ALL, IPV4, TCP, SYN = 3, 0x0800, 6, 0x02
SOL_PACKET, PACKET_STATISTICS = 263, 6
ROOM_BYTES = 64 << 20  # what the kernel keeps for us until it is read
FRAME_BYTES_MAX = 1 << 17


class Stream:
    """What one side of a connection sent. `ports`: of the sender, and of the receiver."""

    def __init__(self, ports, first):
        self.ports, self._first = ports, first
        self._content, self._early = bytearray(), {}

    def add(self, number, payload):
        at = (number - self._first) % (1 << 32)
        if at >= 1 << 31:
            return  # before the first byte: a probe that keeps the connection alive
        self._early[at] = max(self._early.get(at, b""), payload, key=len)
        while (ready := min(self._early, default=None)) is not None and ready <= len(self._content):
            self._content += self._early.pop(ready)[len(self._content) - ready:]

    def content(self):
        if self._early:
            raise ValueError("bytes of a connection are missing from the capture")
        return bytes(self._content)


def _tcp_of(frame):
    """Of a frame: addresses and ports of the two sides, the number of the first byte, flags, content; or None."""
    if len(frame) < 34 or struct.unpack_from("!H", frame, 12)[0] != IPV4 or frame[23] != TCP:
        return None
    length = struct.unpack_from("!H", frame, 16)[0]
    packet = frame[14:14 + length]
    start = 4 * (packet[0] & 15)
    source_port, port, number = struct.unpack_from("!HHI", packet, start)
    content = packet[start + 4 * (packet[start + 12] >> 4):]
    return (packet[12:16], source_port, packet[16:20], port), number, packet[start + 13], content


def streams_of(frames):
    """Of connections that began while it was watched."""
    streams, current = [], {}
    for frame in frames:
        segment = _tcp_of(frame)
        if segment is None:
            continue
        way, number, flags, content = segment
        if flags & SYN:
            first = (number + 1) % (1 << 32)
            if way not in current or current[way][1] != first:
                current[way] = Stream((way[1], way[3]), first), first
                streams.append(current[way][0])
        elif content:
            current[way][0].add(number, content)
    return streams


class Capture:
    """Of an interface in the network of whoever makes it, from now on."""

    def __init__(self, interface):
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, 33, ROOM_BYTES)  # SO_RCVBUFFORCE
        self._socket.bind((interface, 0))
        self._socket.setblocking(False)
        self._ended, self._end = socket.socketpair()
        self._frames = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        while True:
            ready, _, _ = select.select([self._socket, self._ended], [], [])
            try:
                while True:
                    self._frames.append(self._socket.recv(FRAME_BYTES_MAX))
            except BlockingIOError:
                pass
            except OSError:
                return  # the interface is gone
            if self._ended in ready:
                return

    def end(self):
        """What passed, frame by frame. Raises ValueError when the kernel had to drop some."""
        self._end.send(b".")
        self._reader.join()
        _, dropped = struct.unpack("II", self._socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
        for one in (self._socket, self._end, self._ended):
            one.close()
        if dropped:
            raise ValueError(f"the capture lost {dropped} frames")
        return self._frames
