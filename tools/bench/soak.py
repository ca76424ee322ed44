"""Half of the load that a hub can carry, for long, while faults come and go: whether anything is lost, done twice or left
behind, and whether anything grows."""
import random
import time
from collections import Counter

import delivery
import growth
import plot
from residue import Residue
from rig import Rig, percentile
from samples import MEGABYTE, Sampler
from services import Failed
from soak_faults import NAMES, Faults

FULL_EVENTS = 20000
PATIENCE_SECONDS = 300  # with a hub that lives and does not answer; a machine that stands still is no fault of it
CONNECTIONS = 64
SEARCHED_CASES = 500    # whose texts the files are searched for, ids aside: all copies of them
ROUND_SECONDS = 60      # of load; what a longer one sends would fill the memory of load and simulator
SAMPLE_SECONDS = 5
PAUSE_SECONDS = 8       # without a fault, at the mean
LONGEST_FAULT_SECONDS = 6
WARM_SECONDS = 60       # of a process, before its memory counts
SHORTEST_SECONDS = 180  # of a process's steady time
# Nothing of these is longer than such a part of the run.
WARM_PART, SHORTEST_PART, PAUSE_PART, SAMPLE_PART = 20, 10, 12, 60


class PatientRig(Rig):
    """Whose questions are asked again when their time is over, for as long as the hub lives."""

    stalled_seconds = PATIENCE_SECONDS

    def ask(self, path):
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return super().ask(path)
            except TimeoutError:
                if time.monotonic() > until or not self.hub.is_alive():
                    raise
                print(f"          the hub was asked for {path} and did not answer in time", flush=True)

    def with_room_for(self, cases):
        """A hub without a past whose key store is as large as is needed: its files are searched in the end."""
        self.places.change("case_slots: 1048576", f"case_slots: {max(65536, cases)}")
        self.fresh()


class Ledger:
    """What was sent so far, and where it is found again."""

    def __init__(self):
        self.cases = self.acknowledged = self.at_target = self.twice_at_target = self.certificates = 0

    def add(self, count, sent, target, certificates):
        """A round of so many cases, by what the load and the target say; and the certificates of all rounds. Fails unless each
        case was taken, is at the target once, and has its certificate."""
        self.cases += count
        self.acknowledged += sent["accepted"]
        self.at_target += target["records"].get("Case", 0)
        self.twice_at_target += sum(target["duplicates"].values())
        self.certificates = certificates
        if {self.acknowledged, self.at_target, self.certificates} != {self.cases} or self.twice_at_target or sent["rejected"]:
            raise Failed(f"{sent['rejected']} refused of {vars(self)}")


class Soak:
    """Rounds of load with faults; after each one all is healed, waited for and counted, and the target forgets its records.
    Restarts come in the first half only, so that the second half is the life of one process."""

    def __init__(self, rig, rate, arguments):
        self.rig, self.rate, self.seconds = rig, rate, arguments.minutes * 60
        self.faults = Faults(rig, arguments.seed, rate, min(LONGEST_FAULT_SECONDS, self.seconds / PAUSE_PART), arguments.faults)
        self.sampler = Sampler(rig, min(SAMPLE_SECONDS, self.seconds / SAMPLE_PART))
        self.lines = rig.lines(None)
        self.next_copy, self.rounds, self.ledger = 0, [], Ledger()
        self.began = time.monotonic()

    def elapsed(self):
        return time.monotonic() - self.began

    def run(self):
        self.faults.prepare()
        self.began = time.monotonic()
        self.sampler.start()
        while self.elapsed() < self.seconds:
            self._round(max(1, round(self.rate * min(ROUND_SECONDS, self.seconds - self.elapsed()))))
        self.sampler.stop()

    def _round(self, count):
        load = self.rig.load(count, batch=1, connections=CONNECTIONS, rate=self.rate, first_copy=self.next_copy)
        self.next_copy += -(-count // len(self.lines))
        load.start()
        pause = min(PAUSE_SECONDS, self.seconds / PAUSE_PART)
        while not load.is_done():
            pause_until = time.monotonic() + self.faults.pause_seconds(pause)
            while not load.is_done() and time.monotonic() < pause_until:
                time.sleep(0.1)
            if not load.is_done():
                self.faults.strike(self.elapsed(), self.elapsed() < self.seconds / 2)
        self._count(load.wait(), count)

    def _count(self, sent, count):
        self.rig.wait_until_empty()
        self.ledger.add(count, sent.raw, self.rig.org.state(), self.rig.ask("certificates/summary")["total"])
        self.rig.org.reset()
        self.rounds.append(sent)
        print(f"{self.elapsed():8.1f} s  round {len(self.rounds)}: {count} cases, each once; {self.ledger.certificates}"
              f" certificates; {self.sampler.samples[-1].resident_bytes / MEGABYTE:.1f} MB", flush=True)

    def residue(self):
        """What is found of the cases in the files, and by all keys together: nothing, or it failed."""
        residue = Residue(self.rig.program("residue/hub-residue"), self.rig.places, self.lines[:SEARCHED_CASES], self.rig.hub)
        if residue.plain_control() == 0:
            raise Failed("the search finds not even what lies there in clear")
        found = residue.settled()
        left = {name: found[name] for name in ("hits", "opened_hits", "sealed_rows")}
        if any(left.values()):
            raise Failed(f"something remains: {left}")
        return left

    def figures(self):
        faults = self.faults.timeline
        caught_up = [event["caught_up_after"] for event in faults]
        answers = [sent.raw["ack_ms"] for sent in self.rounds]
        return {**vars(self.ledger), "rounds": len(self.rounds),
                "load_seconds": round(sum(sent.seconds for sent in self.rounds)),
                "ack_ms": {"p50": percentile([one["p50"] for one in answers], 0.5), "max": max(one["max"] for one in answers)},
                "sent_again": sum(sent.raw["unanswered"] + sent.raw["told_to_wait"] for sent in self.rounds),
                "faults": dict(Counter(event["fault"] for event in faults)),
                "caught_up_seconds": {"p50": percentile(caught_up, 0.5), "max": max(caught_up, default=0.0)}}


def rounded(value, digits=2):
    return None if value is None else round(value, digits)


def growth_figures(samples, seconds):
    """Slopes over the lives of processes, each without its beginning; None where a run is too short to tell."""
    segments = growth.steady(samples, min(WARM_SECONDS, seconds / WARM_PART), min(SHORTEST_SECONDS, seconds / SHORTEST_PART))
    remembered = growth.remembered_bytes(samples)
    hours = sum(segment[-1].at - segment[0].at for segment in segments) / 3600
    rest = None if remembered is None else \
        growth.per_hour(segments, lambda sample: (sample.resident_bytes - remembered * sample.remembered) / MEGABYTE)
    return {"segments": len(segments), "hours": round(hours, 3),
            "resident_mb_per_hour": rounded(growth.per_hour(segments, lambda sample: sample.resident_bytes / MEGABYTE)),
            "anonymous_mb_per_hour": rounded(growth.per_hour(segments, lambda sample: sample.anonymous_bytes / MEGABYTE)),
            "bytes_per_case": rounded(growth.per_case(segments), 1),
            "bytes_per_remembered_case": rounded(remembered, 1), "rest_mb_per_hour": rounded(rest),
            "descriptors_per_hour": rounded(growth.per_hour(segments, lambda sample: sample.descriptors)),
            "threads_per_hour": rounded(growth.per_hour(segments, lambda sample: sample.threads))}


def size_figures(samples):
    last = samples[-1]
    return {"resident_mb": {"first": round(samples[0].resident_bytes / MEGABYTE, 1),
                            "last": round(last.resident_bytes / MEGABYTE, 1),
                            "most": round(max(one.resident_bytes for one in samples) / MEGABYTE, 1)},
            "descriptors": {"first": samples[0].descriptors, "last": last.descriptors,
                            "most": max(one.descriptors for one in samples)},
            "threads": {"first": samples[0].threads, "last": last.threads},
            "waiting_most": max(one.held for one in samples),
            "key_slots": {"most": max(one.key_slots for one in samples), "last": last.key_slots},
            "database_mb": round(last.database_bytes / MEGABYTE, 1),
            "journal_mb_most": round(max(one.journal_bytes for one in samples) / MEGABYTE, 1),
            "data_bytes_per_case": round((last.data_bytes - samples[0].data_bytes) / max(1, last.remembered))}


def show(samples):
    step_seconds = round(samples[-1].at / len(samples), 1)
    for title, unit, figure in (("resident memory", "MB", lambda one: one.resident_bytes / MEGABYTE),
                                ("cases waiting", "cases", lambda one: one.held),
                                ("descriptors", "", lambda one: one.descriptors),
                                ("database", "MB", lambda one: one.database_bytes / MEGABYTE),
                                ("journal", "MB", lambda one: one.journal_bytes / MEGABYTE)):
        plot.timeline(title, [figure(one) for one in samples], unit, step_seconds)


def half_of_full(rig):
    rig.start_hub()
    return max(1, delivery.saturated(rig, FULL_EVENTS)["deleted_per_second"] // 2)


def run(arguments, source):
    if arguments.seed is None:
        arguments.seed = random.randrange(10**6)
    if unknown := set(arguments.faults or ()) - set(NAMES):
        raise Failed(f"no such fault: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    print(f"seed {arguments.seed}", flush=True)
    rig = PatientRig(source, arguments.build, arguments.events)
    try:
        rig.start_simulator()
        rate = arguments.rate or half_of_full(rig)
        rig.with_room_for(2 * ROUND_SECONDS * rate)
        soak = Soak(rig, rate, arguments)
        soak.run()
        samples = soak.sampler.samples
        show(samples)
        figures = {"mode": "soak", "seed": arguments.seed, "minutes": round(soak.elapsed() / 60, 1), "per_second": rate,
                   **soak.figures(), "growth": growth_figures(samples, soak.seconds), **size_figures(samples),
                   "residue": soak.residue(), "timeline": soak.faults.timeline}
    except (Failed, OSError) as problem:
        rig.stop()
        raise Failed(f"{problem}; seed {arguments.seed}, what there is of it lies in {rig.places.root}") from problem
    rig.end()
    return figures
