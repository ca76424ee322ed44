"""A hub whose store is in a PostgreSQL of the test's own.

Imported as hub_run is.
"""
import glob

from hub_run import HubRun, answers
from private_postgres import PrivatePostgres
from sender import Sender


class PostgresRun(HubRun):
    """One PostgreSQL and one hub of its own for each test. `pooled`: PgBouncer stands between them."""

    pooled = False

    def setUp(self):
        self.settings = ("delivery: {first_backoff: 10ms, longest_backoff: 200ms, first_probe: 50ms, longest_probe: 200ms,"
                         " read_pause: 10ms, sweep: 1s}\n" + self.make_store())
        super().setUp()

    def make_store(self):
        """Lines of hub.yaml; makes `postgres` and the database."""
        self.postgres = PrivatePostgres(pooled=self.pooled)
        return self.postgres.settings("hub")

    def tearDown(self):
        super().tearDown()
        self.postgres.close()

    def begin_to_send(self, lines):
        sender = Sender(self.places.events_port, self.places.event_secret, lines)
        sender.start()
        return sender

    def restart_postgres(self):
        self.postgres.stop()
        self.postgres.start()

    def is_ready(self):
        return answers(self.places.admin_url + "/readyz")

    def nothing_waits(self):
        """No row of a case is left, whatever its table."""
        for table in ("cases", "contents", "deliveries", "delivery_events", "merged_events", "source_cases"):
            self.assertEqual(self.postgres.query(f"SELECT count(*) FROM {table}", "hub"), ["0"], table)

    def all_delivered_and_gone(self, count):
        self.all_delivered_once(count)
        self.wait_until(lambda: self.postgres.query("SELECT count(*) FROM cases", "hub") == ["0"], "the rows are gone")
        self.nothing_waits()
        self.assertEqual(glob.glob(self.places.path("data", "hub.db*")), [])
