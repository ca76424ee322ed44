#!/usr/bin/env python3
"""A hub that reaches its PostgreSQL through PgBouncer in transaction mode, while either of the two ends under load."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import run_cases  # noqa: E402
from postgres_run import PostgresRun  # noqa: E402
from private_postgres import PrivatePostgres  # noqa: E402

CASES = 300


class PoolerTest(PostgresRun):
    pooled = True

    def deliver_while(self, something):
        """Happens, several times and under load, and everything is delivered once."""
        self.start_simulator()
        self.start_hub()
        sender = self.begin_to_send(self.made_up(CASES))
        for _ in range(4):
            before = sender.acknowledged
            something()
            self.wait_until(lambda before=before: sender.acknowledged > before or sender.is_done(), "it goes on")
        self.wait_until(sender.is_done, "every event is answered")
        self.assertEqual((sender.acknowledged, sender.problems), (CASES, []))
        self.all_delivered_and_gone(CASES)

    def test_cases_are_delivered_once_while_the_pooler_is_killed_under_load(self):
        self.deliver_while(self.postgres.restart_pooler)

    def test_cases_are_delivered_once_while_postgresql_restarts_behind_the_pooler(self):
        self.deliver_while(self.restart_postgres)


if __name__ == "__main__":
    if not PrivatePostgres.is_installed(pooled=True):
        print("skipped: PostgreSQL or PgBouncer is not installed")
        sys.exit(0)
    sys.exit(run_cases(PoolerTest))
