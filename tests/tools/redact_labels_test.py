#!/usr/bin/env python3
"""The scanner on what people really typed: the arithmetic on chats of our own, and the goals on the labelled chats where they
are."""
import gzip
import json
import os
import subprocess
import sys
import tempfile
import unittest

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(SOURCE, "tools", "bench"))
import redact_labels  # noqa: E402

PROGRAM = os.path.join(BUILD, "tools", "bench", "bench_redact")
RECALL_GOAL, PRECISION_GOAL = 0.95, 0.9


def written(folder, cases):
    """Chats as the labelled ones are: a case is a list of (sender, text, [(word, label)...])."""
    with gzip.open(os.path.join(folder, "chats.train.jsonl.gz"), "wt", encoding="utf-8") as chats, \
            gzip.open(os.path.join(folder, "labels.train.jsonl.gz"), "wt", encoding="utf-8") as labels:
        for number, case in enumerate(cases):
            messages, spans = [], []
            for seq, (sender, text, words) in enumerate(case, 1):
                messages.append({"seq": seq, "at": f"2026-11-01T10:00:{seq:02}Z", "participant": sender, "text": text})
                for word, label in words:
                    start = text.index(word)
                    spans.append({"seq": seq, "start": start, "end": start + len(word), "label": label})
            chats.write(json.dumps({"data": {"case": {"id": str(number)}, "transcript": {"messages": messages}}}) + "\n")
            labels.write(json.dumps({"case": str(number), "spans": spans}) + "\n")
    return redact_labels.Chats(folder)


class ArithmeticTest(unittest.TestCase):
    def figures(self, name, cases):
        with tempfile.TemporaryDirectory() as folder:
            row = next(row for row in redact_labels.ROWS if row[0] == name)
            return redact_labels.figures_of(written(folder, cases), PROGRAM, *row[1:])

    def test_the_last_four_digits_are_excluded_and_a_whole_number_is_found(self):
        row = self.figures("card", [[("v", "it ends with 4444", [("4444", "card_number")])],
                                    [("v", "åh: 1234 5678 9012 3456", [("1234 5678", "card_number"), ("9012 3456", "card_number")])]])
        self.assertEqual((row["labelled"], row["checkable"], row["excluded"], row["found"]), (2, 1, 1, 1))
        self.assertEqual((row["recall"], row["precision"]), (1.0, 1.0))

    def test_pieces_of_one_sender_are_one_value_and_those_of_two_are_not(self):
        pieces = [("1234 5678", "card_number")], [("9012 3456", "card_number")]
        row = self.figures("card", [[("v", "1234 5678", pieces[0]), ("v", "9012 3456", pieces[1])],
                                    [("v", "1234 5678", pieces[0]), ("a", "ok", []), ("v", "9012 3456", pieces[1])]])
        self.assertEqual((row["labelled"], row["checkable"], row["found"]), (3, 1, 1))

    def test_what_nobody_labelled_lowers_the_precision(self):
        row = self.figures("card", [[("v", "1234567890123456", [])]])
        self.assertEqual((row["finds"], row["right"], row["precision"], row["recall"]), (1, 0, 0.0, None))

    def test_what_is_found_only_in_part_is_not_found(self):
        row = self.figures("ssn", [[("v", "ssn 123456789", [("123456789", "ssn")])],
                                   [("v", "my social is a 123456789", [("a 123456789", "ssn")])]])
        self.assertEqual((row["labelled"], row["checkable"], row["found"]), (2, 1, 1))


class GoalTest(unittest.TestCase):
    def test_cards_social_security_numbers_telephone_numbers_and_addresses(self):
        folder = os.path.join(SOURCE, redact_labels.CASES)
        if not os.path.exists(os.path.join(folder, "labels.train.jsonl.gz")):
            self.skipTest("there are no labelled chats in ../shared/cases")
        done = subprocess.run([os.path.join(SOURCE, "tools", "bench", "run"), "redact-labels", "--no-build", "--preset",
                               os.path.basename(BUILD)], capture_output=True, text=True, timeout=250, check=True)
        figures = json.loads(done.stdout.splitlines()[-1])
        for kind in ("card", "ssn", "phone", "email without punctuation (strict)"):
            row = figures["kinds"][kind]
            self.assertGreater(row["checkable"], 0, kind)
            self.assertGreater(row["recall"], RECALL_GOAL, (kind, row))
            self.assertGreater(row["precision"], PRECISION_GOAL, (kind, row))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
