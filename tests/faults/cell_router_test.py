#!/usr/bin/env python3
"""nginx and HAProxy before two cells, as config/examples/cells sets them up: each tenant's events reach its cell, or come again."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import run_cases, targets  # noqa: E402
from cells_run import EXAMPLES, TABLES_COMMAND, CellsRun, HAProxy, Nginx, is_installed  # noqa: E402
import cases  # noqa: E402

FEW, MANY = 20, 300
LARGE = 2_000_000  # bytes, more than a router keeps in memory


class RouterCases:
    def certified(self, cell):
        return len(json.loads(cell.ask("GET", "/api/v1/certificates?limit=1000"))["certificates"])

    def all_delivered_from(self, *counts):
        self.wait_until_cells(lambda: [self.certified(cell) for cell in self.cells] == list(counts), "all are delivered")
        state = self.org.state()
        self.assertEqual(state["records"][targets.named(self.target).case_records], sum(counts))
        self.assertEqual(set(state["duplicates"].values()), {0})

    def test_a_tenant_reaches_its_cell_by_path_or_by_credential(self):
        self.start_cells("acme north engage", "globex south")
        lines = self.made_up(2 * FEW)
        self.send_routed("globex", cases.of_tenant("globex", lines[:FEW]))
        status, _, text = self.offer("/v1/cases", b"[" + b",".join(lines[FEW:]) + b"]", **{"hub-credential": "engage"})
        self.assertEqual((status, len(json.loads(text)["accepted"])), (202, FEW))
        self.all_delivered_from(FEW, FEW)

    def test_whom_no_cell_has_is_told_to_come_again_and_nothing_else_is_let_through(self):
        self.start_cells("acme north", "globex hold", "default north")
        for path in ("/tenants/globex/v1/cases", "/tenants/nobody/v1/tracking", "/v1/cases"):
            status, after, _ = self.offer(path, b"[]")
            self.assertEqual((status, after), (503, "2"), path)
        for path in ("/tenants/acme/metrics", "/api/v1/status", "/tenants/acme/v1/cases/more", "/tenants/acme/../v1/status"):
            self.assertEqual(self.offer(path, b"[]")[0], 404, path)
        self.router.move("acme north", "globex south")
        lines = cases.of_tenant("globex", self.made_up(FEW))
        self.send_routed("globex", lines)
        self.all_delivered_from(0, FEW)

    def test_a_cell_that_is_away_loses_nothing_and_holds_up_no_other(self):
        self.start_cells("acme north", "globex south")
        lines = self.made_up(MANY)
        globex = self.begin_to_send("globex", cases.of_tenant("globex", lines[FEW:]), 200, 5)
        self.wait_until_cells(lambda: globex.acknowledged > 0, "its events come")
        self.south.kill()
        status, after, text = self.offer("/tenants/globex/v1/cases", b"[]")
        self.assertEqual((status, after, json.loads(text)["status"]), (503, "2", 503))
        self.send_routed("acme", lines[:FEW])
        self.south.start()
        self.wait_until_cells(globex.is_done, "every event is answered")
        self.assertEqual((globex.acknowledged, globex.problems), (MANY - FEW, []))
        self.all_delivered_from(FEW, MANY - FEW)

    def offer_large(self):
        return self.offer("/tenants/acme/v1/cases", b"[" + self.made_up(1)[0] + b" " * LARGE + b"]")[0]

    def test_a_large_body_goes_through(self):
        self.start_cells("acme north", "globex south")
        self.assertEqual(self.offer_large(), 202)
        self.all_delivered_from(1, 0)


class NginxTest(RouterCases, CellsRun):
    router_class = Nginx

    def without_files(self):
        """From now on it can keep nothing in a file; where it has to, it fails."""
        os.chmod(self.router.path("client_body"), 0)

    def test_no_body_is_ever_in_a_file_of_the_router(self):
        self.start_cells("acme north", "globex south")
        self.without_files()
        self.assertEqual(self.offer_large(), 202)

    def test_a_router_that_keeps_bodies_in_files_would_be_found(self):
        settings = self.router.path("nginx.conf")
        with open(settings, encoding="ascii") as file:
            text = file.read().replace("proxy_request_buffering off", "proxy_request_buffering on")
        with open(settings, "w", encoding="ascii") as file:
            file.write(text)
        self.start_cells("acme north", "globex south")
        self.without_files()
        self.assertEqual(self.offer_large(), 500)


class HAProxyTest(RouterCases, CellsRun):
    router_class = HAProxy


class TableTest(CellsRun):
    def test_a_mistake_is_told_with_its_line_and_changes_nothing(self):
        self.router.place("acme north")
        before = self.read("cells.conf")
        with open(self.router.path("wrong.txt"), "w", encoding="ascii") as file:
            file.write("cell north 127.0.0.1:1\ncell hold x\n\ntenant acme north\ntenant globex west\ntenant acme south x;\n")
        done = subprocess.run([*TABLES_COMMAND, self.router.path("wrong.txt"), self.router.folder],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertEqual([line.split(":")[1] for line in done.stderr.splitlines()], ["2", "2", "5", "6", "6", "6"])
        self.assertEqual(self.read("cells.conf"), before)
        subprocess.run([*TABLES_COMMAND, os.path.join(EXAMPLES, "cells.txt"), self.router.folder], check=True)

    def read(self, name):
        with open(self.router.path(name), encoding="ascii") as file:
            return file.read()


if __name__ == "__main__":
    if not is_installed("nginx") or not is_installed("haproxy"):
        print("skipped: nginx or HAProxy is not installed")
        sys.exit(0)
    sys.exit(run_cases(NginxTest, HAProxyTest, TableTest))
