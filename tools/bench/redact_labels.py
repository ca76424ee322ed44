"""Recall and precision of the scanner over labelled chats: what people really typed, by label.

The numbers in these chats were made up by who typed them, so check digits are not asked for. Checkable is a value that is
complete by the shape of its kind, in one message or over messages in a row of one sender; how many are not is printed."""
import collections
import gzip
import json
import os
import re
import subprocess

CASES = os.path.join("..", "shared", "cases")
LABELS = {"card": {"card_number"}, "ssn": {"ssn"}, "email": {"email_address"}, "phone": {"phone_number", "phonenumber"}}
SSN_WORDS = {"ssn", "social"}
# Ends of addresses of large mail services, as they look when '@' and '.' were lost.
SERVICES = re.compile(r"(gmail|yahoo|hotmail|outlook|aol|icloud|email|mail|ymail|msn|live)(com|net|org)$")

Value = collections.namedtuple("Value", "seq start end text before pieces")


def digits(text):
    return re.sub(r"\D", "", text)


def only_digits(text):
    return re.fullmatch(r"[\d -]+", text) is not None


def is_whole_card(value):
    return only_digits(value.text) and 12 <= len(digits(value.text)) <= 19


def is_whole_ssn(value):
    if re.fullmatch(r"\d{3}([ -])\d{2}\1\d{4}", value.text):
        return True
    words = re.findall(r"[a-z]+|\d+", value.before.lower())[-4:]
    return re.fullmatch(r"\d{9}", value.text) is not None and bool(SSN_WORDS & set(words))


def is_whole_phone(value):
    if not re.fullmatch(r"[+]?[\d ().-]+", value.text):
        return False
    number = digits(value.text)
    return value.text.startswith("+") and 7 <= len(number) <= 15 or re.fullmatch(r"1?\d{10}", number) is not None


def is_whole_email(value):
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}", value.text) is not None


def lost_its_punctuation(value):
    return not is_whole_email(value) and SERVICES.search(value.text.lower()) is not None


# Rows of the table: name, kind, what is checkable, arguments of the scan.
ROWS = (
    ("card", "card", is_whole_card, ()),
    ("ssn", "ssn", is_whole_ssn, ()),
    ("phone", "phone", is_whole_phone, ()),
    ("email", "email", is_whole_email, ()),
    ("email without punctuation (strict)", "email", lost_its_punctuation, ("strict",)),
)


def values_of(spans, labels, texts):
    """Labelled words side by side are one value."""
    values = []
    for span in sorted((s for s in spans if s["label"] in labels), key=lambda s: (s["seq"], s["start"])):
        text = texts[span["seq"]]
        last = values[-1] if values else None
        if last and last.seq == span["seq"] and text[last.end:span["start"]].strip(" -.") == "":
            start = last.start
            values.pop()
        else:
            start = span["start"]
        value = Value(span["seq"], start, span["end"], text[start:span["end"]], text[:start], ())
        values.append(value._replace(pieces=((value.seq, value.start, value.end),)))
    return values


def joined(values, messages):
    """Values at the end of one message and the beginning of the next one of the same sender are one as well."""
    next_of = {a["seq"]: b["seq"] for a, b in zip(messages, messages[1:]) if a["participant"] == b["participant"]}
    texts = {message["seq"]: message["text"] for message in messages}
    result = []
    for value in values:
        last = result[-1] if result else None
        if last and next_of.get(last.seq) == value.seq and value.start == 0 and last.end == len(texts[last.seq]):
            result[-1] = last._replace(seq=value.seq, end=value.end, text=last.text + " " + value.text,
                                       pieces=last.pieces + value.pieces)
        else:
            result.append(value)
    return result


class Chats:
    def __init__(self, folder):
        self.cases = []
        labels = {}
        with gzip.open(os.path.join(folder, "labels.train.jsonl.gz"), "rt", encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line)
                labels[entry["case"]] = entry["spans"]
        with gzip.open(os.path.join(folder, "chats.train.jsonl.gz"), "rt", encoding="utf-8") as file:
            for line in file:
                data = json.loads(line)["data"]
                messages = data["transcript"]["messages"]
                if data["case"]["id"] in labels:
                    self.cases.append((messages, labels[data["case"]["id"]]))

    def scanned(self, program, kinds, arguments):
        """For each case the finds, as (kind, seq, begin, end); `program` reads and answers one line a case."""
        lines = [json.dumps({"messages": [{"sender": m["participant"], "at": m["at"], "text": m["text"]}
                                          for m in messages]}) for messages, _ in self.cases]
        answer = subprocess.run([program, "find", *kinds, *arguments], input="\n".join(lines) + "\n", text=True,
                                stdout=subprocess.PIPE, check=True).stdout.splitlines()
        return [[(kind, messages[index]["seq"], begin, end) for index, kind, begin, end in json.loads(line)]
                for (messages, _), line in zip(self.cases, answer)]


def is_covered(pieces, finds):
    def covers(find, piece):
        return find[1] == piece[0] and find[2] <= piece[1] and find[3] >= piece[2]
    return all(any(covers(find, piece) for find in finds) for piece in pieces)


def overlaps(find, spans):
    return any(s["seq"] == find[1] and s["start"] < find[3] and s["end"] > find[2] for s in spans)


def figures_of(chats, program, kind, is_whole, arguments):
    labels = LABELS[kind]
    figures = {"labelled": 0, "checkable": 0, "found": 0, "finds": 0, "right": 0}
    for (messages, spans), finds in zip(chats.cases, chats.scanned(program, [kind], ["unchecked", *arguments])):
        texts = {message["seq"]: message["text"] for message in messages}
        for value in joined(values_of(spans, labels, texts), messages):
            figures["labelled"] += 1
            if is_whole(value):
                figures["checkable"] += 1
                figures["found"] += is_covered(value.pieces, finds)
        own = [span for span in spans if span["label"] in labels]
        figures["finds"] += len(finds)
        figures["right"] += sum(overlaps(find, own) for find in finds)
    figures["excluded"] = figures["labelled"] - figures["checkable"]
    figures["recall"] = round(figures["found"] / figures["checkable"], 4) if figures["checkable"] else None
    figures["precision"] = round(figures["right"] / figures["finds"], 4) if figures["finds"] else None
    return figures


def reach_of(chats, program, arguments):
    """Of every label, how many of its words any rule covers."""
    words, covered = collections.Counter(), collections.Counter()
    kinds = subprocess.run([program, "kinds"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    for (_, spans), finds in zip(chats.cases, chats.scanned(program, kinds, arguments)):
        for span in spans:
            words[span["label"]] += 1
            covered[span["label"]] += is_covered([(span["seq"], span["start"], span["end"])], finds)
    return {label: {"words": count, "covered": covered[label]} for label, count in words.most_common()}


def share(value):
    return "     -" if value is None else f"{value:6.3f}"


def run(arguments, source):
    folder = os.path.join(source, CASES)
    if not os.path.exists(os.path.join(folder, "labels.train.jsonl.gz")):
        print("skipped: there are no labelled chats in ../shared/cases")
        return {"mode": "redact-labels", "skipped": True}
    program = os.path.join(source, arguments.build, "tools", "bench", "bench_redact")
    chats = Chats(folder)
    rows = {name: figures_of(chats, program, kind, is_whole, extra) for name, kind, is_whole, extra in ROWS}
    print(f"{'kind':<36} labelled checkable excluded recall precision (of finds)")
    for name, row in rows.items():
        print(f"{name:<36} {row['labelled']:>8} {row['checkable']:>9} {row['excluded']:>8} {share(row['recall'])} "
              f"   {share(row['precision'])} ({row['finds']})")
    reach = reach_of(chats, program, ["strict", "unchecked"])
    print("\nwords of each label that any rule covers, in strict mode (names and addresses have no pattern)")
    for label, row in reach.items():
        if row["words"] >= 100:
            print(f"{label:<36} {row['words']:>8} {row['covered']:>9} {row['covered'] / row['words']:>8.1%}")
    return {"mode": "redact-labels", "cases": len(chats.cases), "kinds": rows, "reach": reach}
