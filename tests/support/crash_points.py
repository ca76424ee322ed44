"""Where a hub can be made to end itself: named in its source, chosen by its environment."""
import glob
import os
import re

# Only passed when a delivery fails.
FAILING_POINT = "deliver.state_committed"
# Passed once a second at the most, whatever the load: a quick hub needs no more than that for all of it.
TIMED_POINTS = ("publish.tiles_synced", "settle.journal_emptied", "epoch.begun", "epoch.ended", "epoch.overwritten")
# Only where case keys lie in the database.
SHARED_PREFIX = "epoch."
# Needs a case that waits for two epochs: tests/core/vault/shared_vault_test.cpp stops there.
SLOW_POINT = "epoch.wrapped_anew"


def crashing_hubd(build):
    """Without sanitizers a hub with crash points is a program of its own; with them every hub has some."""
    own = os.path.join(build, "tests", "crash", "hubd_with_crash_points")
    return own if os.path.exists(own) else os.path.join(build, "tools", "hubd", "hubd")


def crash_points(source, store="sqlite"):
    """The names in the source itself: a new one is covered without being listed here."""
    names = set()
    for path in glob.glob(os.path.join(source, "core", "**", "*.cpp"), recursive=True):
        with open(path, encoding="utf-8") as text:
            names.update(re.findall(r'crash_point\("([a-z_.]+)"\)', text.read()))
    return sorted(name for name in names - {SLOW_POINT} if store == "postgres" or not name.startswith(SHARED_PREFIX))


def start_at(hub, point):
    """Starts it so that it ends itself there: NAME, or NAME:N for the Nth time; empty: nowhere."""
    os.environ["HUB_CRASH_POINT"] = point
    try:
        hub.start()
    finally:
        os.environ.pop("HUB_CRASH_POINT")
