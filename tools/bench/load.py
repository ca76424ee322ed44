"""The program that sends the load: started early, so that reading the events is no part of what is measured."""
import json
import subprocess

from services import Failed


class Load:
    """One run of bench_load. `wait()` gives its figures."""

    def __init__(self, program, url, events, count, connections=64, batch=1, rate=0, secret_file=None,
                 any_success=False, first_copy=0):
        command = [program, "--url", url, "--file", events, "--events", str(count), "--connections", str(connections),
                   "--rate", str(rate), "--mode", "structured" if batch == 1 else "batched", "--batch", str(batch),
                   "--any-success", str(int(any_success)), "--first-copy", str(first_copy)]
        if secret_file:
            command += ["--secret-file", secret_file]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if not self.process.stdout.readline():
            raise Failed("the load did not start")

    def start(self):
        self.process.stdin.write(b"go\n")
        self.process.stdin.flush()

    def is_done(self):
        return self.process.poll() is not None

    def wait(self):
        answer = self.process.stdout.read()
        self.process.stdin.close()
        if self.process.wait() != 0 or not answer:
            raise Failed("the load ended early")
        return Figures(json.loads(answer))

    def run(self):
        self.start()
        return self.wait()

    def end(self):
        if not self.is_done():
            self.process.kill()
            self.process.wait()


class Figures:
    """What the load saw."""

    def __init__(self, raw):
        self.raw = raw
        self.accepted, self.seconds = raw["accepted"], raw["seconds"]
        self.steps = [count / raw["step_seconds"] for count in raw["events_per_step"]]

    def summary(self):
        raw = self.raw
        return {"events": raw["events"], "accepted": self.accepted, "rejected": raw["rejected"],
                "requests": raw["requests"], "told_to_wait": raw["told_to_wait"], "unanswered": raw["unanswered"],
                "seconds": round(self.seconds, 3), "accepted_per_second": round(self.accepted / self.seconds),
                "ack_ms": raw["ack_ms"],
                "load_us_per_case": round(raw["processor_seconds"] / max(1, self.accepted) * 1e6, 1)}
