"""The same load on one hub with a database of its own, and on one, two and three hubs with one PostgreSQL."""
import time

import plot
from fleet import Fleet, PrivatePostgres
from processes import Meter, family_seconds
from rig import Rig
from services import Failed

EVENTS = 12000
TENANTS = tuple(f"tenant{number}" for number in range(1, 7))
NODES = (1, 2, 3)
BATCH = 50
CONNECTIONS = 2  # of each tenant
STALLED_SECONDS = 60


def events_of(rig, tenant, count):
    """A file of that tenant's own events."""
    path = rig.places.path(tenant + ".jsonl")
    with open(path, "wb") as file:
        for line in rig.lines(count):
            file.write(line.replace(b"/engage/us/acme", b"/engage/us/" + tenant.encode()) + b"\n")
    return path


def wait_until_empty(fleet):
    last, moved = None, time.monotonic()
    while (held := fleet.held()) > 0:
        if held != last:
            last, moved = held, time.monotonic()
        elif time.monotonic() - moved > STALLED_SECONDS:
            raise Failed(f"{held} cases have not moved for {STALLED_SECONDS} s")
        time.sleep(0.1)


def measure(rig, fleet, files, count, postgres):
    """Each tenant's events go to the node that has it; from the first request to the last deletion."""
    each = count // len(TENANTS)
    loads = [rig.load(each, events=files[tenant], url=fleet.events_url_of(tenant), batch=BATCH,
                      connections=CONNECTIONS, secret_file=rig.places.path(tenant + ".key")) for tenant in TENANTS]
    calls = rig.org.state()["api_calls"]
    hubs = [Meter(node.service.process.pid) for node in fleet.nodes]
    simulator, database = Meter(rig.simulator.process.pid), family_seconds(postgres.server_pid()) if postgres else 0
    began = time.monotonic()
    for load in loads:
        load.start()
    accepted = sum(load.wait().accepted for load in loads)
    wait_until_empty(fleet)
    seconds = time.monotonic() - began
    spent = [meter.spent(count)["us_per_case"] for meter in hubs]
    state, certified = rig.org.state(), fleet.certificates()
    if (accepted, certified, state["records"]["Case"]) != (count, count, count) or any(state["duplicates"].values()):
        raise Failed(f"{count} sent, {accepted} accepted, {state['records']['Case']} at the target, {certified} certified")
    figures = {"nodes": len(fleet.nodes), "store": "postgres" if postgres else "sqlite", "deleted_per_second": round(count / seconds),
               "hubd_us_per_case": round(sum(spent), 1), "by_node": spent,
               "simulator_us_per_case": simulator.spent(count)["us_per_case"],
               "api_calls_per_case": round((state["api_calls"] - calls) / count, 4)}
    if postgres:
        figures["postgres_us_per_case"] = round((family_seconds(postgres.server_pid()) - database) / count * 1e6, 1)
    return figures


def run_one(rig, name, nodes, files, count, postgres):
    fleet = Fleet(rig, name, nodes, postgres)
    try:
        fleet.start()
        return measure(rig, fleet, files, count, postgres)
    finally:
        fleet.stop()
        rig.org.reset()


def run(arguments, source):
    if not PrivatePostgres.is_installed():
        raise Failed("nodes needs PostgreSQL")
    count = (arguments.limit or EVENTS) // len(TENANTS) * len(TENANTS)
    rig = Rig(source, arguments.build, arguments.events, tenants=TENANTS)
    postgres = PrivatePostgres(on_disk=True)
    try:
        rig.start_simulator()
        files = {tenant: events_of(rig, tenant, count // len(TENANTS)) for tenant in TENANTS}
        runs = [run_one(rig, "sqlite", 1, files, count, None)]
        runs += [run_one(rig, f"postgres{nodes}", nodes, files, count, postgres) for nodes in NODES]
        plot.bars("a case, all hubs together", [(f"{one['nodes']} with {one['store']}", one["hubd_us_per_case"]) for one in runs], "us")
        return {"mode": "nodes", "cases": count, "tenants": len(TENANTS), "runs": runs}
    finally:
        postgres.close()
        rig.end()
