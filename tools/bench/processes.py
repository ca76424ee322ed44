"""What running processes cost so far, from /proc: processor time of each thread, memory, bytes written."""
import os

NANOSECONDS = 1e9


def processor_seconds(pid):
    """By name of the thread; threads of one name are added up, the main thread is called `loop`."""
    seconds = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        folder = f"/proc/{pid}/task/{task}"
        with open(folder + "/schedstat", encoding="ascii") as file:
            spent = int(file.read().split()[0]) / NANOSECONDS
        with open(folder + "/comm", encoding="ascii") as file:
            name = "loop" if int(task) == pid else file.read().strip()
        seconds[name] = seconds.get(name, 0.0) + spent
    return seconds


def family_seconds(pid):
    """Of a process and all that it started, those that ended included, in clock ticks' precision."""
    while True:
        try:
            return _family_seconds_now(pid)
        except (FileNotFoundError, ProcessLookupError):
            os.stat(f"/proc/{pid}")  # one that it started has ended meanwhile, and its parent has its time now


def _family_seconds_now(pid):
    ticks = os.sysconf("SC_CLK_TCK")
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    seconds = sum(int(field) for field in fields[11:15]) / ticks
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return seconds + sum(_family_seconds_now(int(child)) for child in file.read().split())


def written_bytes(pid):
    """Bytes handed to the disk; None when this user may not ask."""
    try:
        with open(f"/proc/{pid}/io", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("write_bytes"))
    except PermissionError:
        return None


def memory_mb(pid, what):
    """`what`: VmHWM, the peak; VmRSS, now; RssAnon, of that what is no file. Raises ProcessLookupError for what has ended."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith(what):
                return int(line.split()[1]) / 1024
    raise ProcessLookupError(f"process {pid} has no memory any more")


def peak_memory_mb(pid):
    return memory_mb(pid, "VmHWM")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def threads(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


class Meter:
    """What a process spends between two moments."""

    def __init__(self, pid):
        self.pid = pid
        self.seconds, self.written = processor_seconds(pid), written_bytes(pid)

    def spent(self, cases):
        """Microseconds a case, in all and by thread."""
        now = processor_seconds(self.pid)
        spent = {name: round((now[name] - self.seconds.get(name, 0.0)) / cases * 1e6, 1) for name in sorted(now)}
        threads = {name: figure for name, figure in spent.items() if figure > 0}
        return {"us_per_case": round(sum(threads.values()), 1), "threads_us_per_case": threads,
                "peak_rss_mb": round(peak_memory_mb(self.pid), 1)}

    def wrote(self):
        return None if self.written is None else written_bytes(self.pid) - self.written
