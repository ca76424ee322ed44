"""The events to send: from a file, or samples that are made up here, the same in every run."""
import gzip
import itertools
import json
import random
import uuid

SAMPLES = 300
CHANNELS = ("chat", "video", "cobrowse", "phone2web", "callback", "offline")
FIRST_NAMES = ("Ada", "Björn", "Chloé", "Dawit", "Elif", "Fatou", "Grzegorz", "Hana")
LAST_NAMES = ("Andersson", "Baker", "Çelik", "Dubois", "Eriksen", "Fischer", "García", "Huang")
STREETS = ("Storgatan", "Long Lane", "Rue de la Paix", "Hauptstraße")
QUESTIONS = (
    "Hello, I was charged twice for my order and would like one of the payments back please",
    "My card {card} was refused yesterday evening although there is money on the account",
    "Please send the contract to {email}, and call me on {phone} when that is done",
    "We moved to {number} {street} last week, could you change the address on my policy?",
    "I cannot sign in any more, it says that the password {word} is wrong 😕",
)


def read_cases(path, limit):
    """Lines as bytes, each one event."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as file:
        lines = (line.strip() for line in file)
        return list(itertools.islice((line for line in lines if line), limit))


def sample_cases(limit):
    made = random.Random(4711)
    count = SAMPLES if limit is None else min(limit, SAMPLES)
    return [json.dumps(_event(made, index), ensure_ascii=False).encode() for index in range(count)]


def _guid(made):
    return str(uuid.UUID(int=made.getrandbits(128), version=4)).upper()


def _at(minute, second=0):
    return f"2026-11-02T{8 + minute // 60:02}:{minute % 60:02}:{second:02}.000Z"


def _message(made, seq, role, participant, text, minute):
    return {"seq": seq, "at": _at(minute, seq % 60), "role": role, "participant": participant, "type": "text",
            "text": text, "lang": made.choice(("en", "sv", "de"))}


def _event(made, index):
    case = _guid(made)
    data = _data(made, index, case)
    return {"specversion": "1.0", "id": str(uuid.UUID(int=made.getrandbits(128), version=4)),
            "source": "/engage/us/acme", "subject": case, "type": "com.vergic.engage.case.closed.v1",
            "time": data["case"]["closed_at"], "datacontenttype": "application/json", "data": data}


def _data(made, index, case):
    name = f"{made.choice(FIRST_NAMES)} {made.choice(LAST_NAMES)}"
    email = name.lower().replace(" ", ".").encode("ascii", "ignore").decode() + f"{index}@mail.example"
    phone = f"+46 70 {made.randrange(100, 999)} {made.randrange(10, 99)} {made.randrange(10, 99)}"
    start = made.randrange(0, 500)
    channel = CHANNELS[index % len(CHANNELS)]
    data = {
        "case": {"id": case, "type_id": _guid(made), "category": made.choice(("billing", "claims", "sign-in")),
                 "channel": channel, "closed_by": made.choice(("agent", "visitor", "system", "timeout")),
                 "outcome": made.choice(("solved", "follow-up")), "opened_at": _at(start), "queued_at": _at(start),
                 "accepted_at": _at(start + 1), "closed_at": _at(start + 9),
                 "durations": {"wait": 60000, "handle": 480000, "total": 540000}, "counts": {"agent": 2, "visitor": 3}},
        "session": {"id": f"{made.getrandbits(128):032x}"},
        "visitor": {"id": f"v-{made.getrandbits(64):016x}", "language": "sv", "name": name, "email": email,
                    "phone": phone, "customer_no": f"C{made.randrange(10**7, 10**8)}",
                    "user_agent": f"Mozilla/5.0 (sample {made.getrandbits(32):08x}) AppleWebKit/537.36",
                    "geo": {"country": "SE", "region": "AB", "city": "Stockholm"}},
        "prechat": [{"key": "ssn", "label": "Personal number", "value": f"19{made.randrange(10**9, 10**10)}",
                     "type": "ssn", "secret": True},
                    {"key": "subject", "label": "Subject", "value": "An order", "type": "text", "secret": False}],
        "web": {"page": f"https://www.example.com/help?mail={email}", "landing": "https://www.example.com/"},
        "group": {"id": _guid(made), "name": "Customer service"},
        "agents": [{"id": "agent-7", "name": "Kim Berg", "email": "kim.berg@example.com", "from": _at(start + 1),
                    "to": _at(start + 9)}],
        "tags": ["sample", channel],
        "wrapup": {"code": "done", "notes": f"{name} will be called back on {phone} before noon tomorrow"},
        "survey": {"score": made.randrange(1, 6), "scale": 5, "comment": f"Thank you Kim, says {name} from Stockholm"},
        "consent": {"storage": True, "recording": False, "at": _at(start)},
        "custom": {"order": {"number": f"SO-{made.randrange(10**8)}", "note": f"leave with the neighbour of {name}"}},
        "transcript": {"messages": _transcript(made, email, phone, start)},
    }
    if index % 10 == 9:
        del data["case"]["closed_by"]  # the closer may be missing
    return data


def _transcript(made, email, phone, start):
    messages = [_message(made, 1, "agent", "agent-7", "Hello, this is Kim. How can I help you today?", start + 1)]
    for seq in range(2, made.randrange(4, 12)):
        text = made.choice(QUESTIONS).format(
            card=f"4{made.randrange(10**14, 10**15)}", email=email, phone=phone, street=made.choice(STREETS),
            number=made.randrange(1, 99), word=f"{made.getrandbits(40):010x}") + f" ({made.randrange(10**6)})"
        messages.append(_message(made, seq, "visitor", "visitor", text, start + 2))
    return messages
