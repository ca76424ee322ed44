"""The events to send: from a file, or made up by the generator that ships, the same in every run."""
import gzip
import itertools
import subprocess

SAMPLES = 300
SEED = 4711


def read_cases(path, limit):
    """Lines as bytes, each one event."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        lines = (line.strip() for line in file)
        return list(itertools.islice((line for line in lines if line), limit))


def sample_cases(simulators, limit):
    """Every field, every channel, odd texts, attachments, missing closers. No late updates: each event is one case."""
    count = SAMPLES if limit is None else min(limit, SAMPLES)
    made = subprocess.run([simulators, "events", "--events", str(count), "--seed", str(SEED), "--updates", "0"],
                          stdout=subprocess.PIPE, check=True)
    return made.stdout.splitlines()
