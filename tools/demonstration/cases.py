"""The events to send: from a file, or made up by the generator that ships, the same in every run."""
import gzip
import json
import subprocess
import zlib

from services import Failed

SAMPLES = 300
SEED = 4711


class Cases:
    """Events to send, `lines`, each one as bytes; they are about `count` different cases."""

    def __init__(self, lines, count):
        self.lines, self.count = lines, count


def read_cases(path, limit=None):
    """Raises Failed, which names the place and never the content, for what is no event."""
    opener = gzip.open if path.endswith(".gz") else open
    lines, seen, number = [], set(), 0
    try:
        with opener(path, "rb") as file:
            for number, line in enumerate(file, 1):
                line = line.strip()
                if len(lines) == limit:
                    break
                if line:
                    seen.add(_case_of(line, f"{path}:{number}"))
                    lines.append(line)
    except (OSError, EOFError, zlib.error) as problem:
        reason = getattr(problem, "strerror", None) or "the compressed data are damaged"
        raise Failed(f"{path}: cannot be read{f' beyond line {number}' if number else ''}: {reason}") from None
    if not lines:
        raise Failed(f"{path}: there are no events in it")
    return Cases(lines, len(seen))


def _case_of(line, place):
    """Source and id of the case that the event is about."""
    try:
        event = json.loads(line)
        named = {name: event[name] for name in ("id", "source", "type")}
        data = event.get("data") or {}
        case = (data.get("case") or {}).get("id") or event.get("subject") or event["id"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        named, case = {}, None
    if not named or not all(isinstance(text, str) and text for text in [*named.values(), case]):
        raise Failed(f"{place}: this is no event: each line is one CloudEvents object in JSON, with id, source and type")
    return named["source"], case


def sample_cases(simulators, limit=None):
    """As made_up_cases(), not too many."""
    return made_up_cases(simulators, SAMPLES if limit is None else min(limit, SAMPLES))


def made_up_cases(simulators, count):
    """Every field, every channel, odd texts, attachments, missing closers. No late updates: each event is one case."""
    made = subprocess.run([simulators, "events", "--events", str(count), "--seed", str(SEED), "--updates", "0"],
                          stdout=subprocess.PIPE, check=True)
    return Cases(made.stdout.splitlines(), count)


def of_tenant(tenant, lines):
    """The same made-up events from another tenant's platform."""
    return [line.replace(b"/engage/us/acme", b"/engage/us/" + tenant.encode()) for line in lines]
