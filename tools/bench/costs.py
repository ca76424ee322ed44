"""What a case costs by stage, and what forgetting costs: the parts of hubd's processor time that go into sealing, wiping
and certificates.

Shares come from perf's samples of one run: a sample is taken when the process has used so much processor time, whatever
else the machine does, and it belongs to a part when a function of that part is anywhere on its stack. Counters in the code
would have to ask for the time thousands of times a case, and that would be a part of its own."""
import collections
import os
import re
import shutil
import subprocess

import plot
from delivery import FULL_EVENTS, saturated
from rig import Rig
from services import Failed

LIMIT = 0.15
# By the start of a function's name. What is wiped while sealing is wiping.
PARTS = {
    "wiping": ("explicit_bzero", "__explicit_bzero", "hub::wipe", "OPENSSL_cleanse"),
    "sealing": ("hub::vault::",),
    "certificates": ("hub::certificates::", "hub::delivery::to_json", "hub::store::sqlite::Writer::add_certificate",
                     "hub::hubd::CertificateLog::", "hub::store::sqlite::Reader::certificate"),
}
# In hub::vault too, but part of delivering: what gives the content back. Told beside the others.
OPENING = "::open_sealed"
# Of a case's way, by the innermost function that belongs to one; helpers (JSON, hashes, buffers) belong to whoever called them.
STAGES = {
    "taking": ("hub::ingest::", "hub::http::RequestParser", "hub::http::Session", "hub::http::Connection",
               "hub::http::has_valid_signature", "hub::hubd::EngineIntake", "hub::delivery::Engine::accept",
               "hub::delivery::Engine::take"),
    "sealing": ("hub::vault::", "hub::delivery::Engine::seal", "hub::delivery::document_of", "hub::delivery::trace_of",
                "LZ4_compress"),
    "opening": ("hub::delivery::Engine::prepare", "hub::delivery::Engine::load", "LZ4_decompress"),
    "mapping": ("hub::mapping::", "hub::redaction::", "hub::delivery::Engine::map_case"),
    "delivering and reading back": ("hub::connectors::", "hub::delivery::Batch", "hub::delivery::Engine::run_batch", "hub::http::Curl",
                                    "hub::delivery::compare"),
    "settling": ("hub::certificates::", "hub::hubd::CertificateLog", "hub::delivery::to_json", "hub::delivery::Engine::settle",
                 "hub::delivery::Engine::begin_settlement", "hub::delivery::Engine::certificate_of"),
    "storing": ("hub::store::", "sqlite3", "hub::ThreadWorker"),
}
FRAME = re.compile(r"^\s+[0-9a-f]+ (.+?)(?:\+0x[0-9a-f]+)? \(")


def part_of(stack):
    """The innermost function of any part decides; None when there is none."""
    for function in stack:
        for part, names in PARTS.items():
            if function.startswith(names):
                return part
    return None


def stage_of(stack):
    if any(OPENING in function for function in stack):
        return "opening"
    for function in stack:
        for stage, names in STAGES.items():
            if function.startswith(names):
                return stage
    return "waking, waiting and the rest"


def stacks(perf_file):
    """Of each sample, the innermost function first."""
    script = subprocess.Popen(["perf", "script", "-i", perf_file, "--no-inline", "-F", "ip,sym,dso"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    stack = []
    for line in script.stdout:
        frame = FRAME.match(line)
        if frame:
            stack.append(frame[1])
        elif stack:
            yield stack
            stack = []
    if stack:
        yield stack
    if script.wait() != 0:
        raise Failed("perf cannot read its own file")


def shares_of(perf_file):
    samples, stages = collections.Counter(), collections.Counter()
    for stack in stacks(perf_file):
        samples["all"] += 1
        stages[stage_of(stack)] += 1
        part = part_of(stack)
        if part == "sealing" and any(OPENING in function for function in stack):
            part = "opening"
        samples[part] += 1
    if samples["all"] == 0:
        raise Failed("perf took no sample")
    every = samples["all"]
    return (every, {part: samples[part] / every for part in (*PARTS, "opening")},
            {stage: count / every for stage, count in stages.most_common()})


def run(arguments, source):
    if not shutil.which("perf"):
        raise Failed("costs needs perf (Debian: linux-perf)")
    count = arguments.limit or FULL_EVENTS
    rig = Rig.of(arguments, source)
    perf_file = arguments.perf or rig.places.path("perf.data")
    try:
        rig.start_simulator()
        rig.start_hub()
        figures = saturated(rig, count, perf_file)
        samples, shares, stages = shares_of(perf_file)
        spent = figures["hubd"]["us_per_case"]
        together = sum(shares[part] for part in PARTS)
        payload = rig.payload_bytes(count)
        plot.bars("processor time of hubd", [(part, 100 * share) for part, share in shares.items()], "%")
        stages = {stage: round(share * spent, 1) for stage, share in stages.items()}
        plot.bars("of a case, by stage", list(stages.items()), "us")
        return {"mode": "costs", "cases": count, "samples": samples, "us_per_case": spent,
                "stages_us_per_case": stages,
                "shares": {part: round(share, 4) for part, share in shares.items()}, "together": round(together, 4),
                "is_below_limit": together < LIMIT, "payload_bytes_per_case": round(payload / count),
                "bytes_written_per_payload_byte": figures["bytes_written_per_payload_byte"],
                "deleted_per_second": figures["deleted_per_second"]}
    finally:
        rig.end()
