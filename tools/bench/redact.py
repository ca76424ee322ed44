"""The scanner alone, on one core, beside memchr and memcpy over the same text."""
import json
import os
import subprocess

import plot

# Prose of a help desk, with as many numbers and addresses as people type.
SEED_TEXTS = (
    "Hello, thank you for contacting card services. How can I help you today?",
    "Hej, jag undrar över min beställning från i förra veckan, den har inte kommit än",
    "I tried to pay twice and it was refused both times, the page just says try again later",
    "my name is kim and my card is 4111 1111 1111 1111, it expires next year",
    "You can write to kim.berg@example.com or call me on +46 70 174 06 05 after lunch",
    "yes",
    "I ordered two pizzas and a soda at 18:30 and paid 23.50, order 4711",
    "see https://www.example.com/help/returns?ref=mail&case=7 for what they told me",
    "ok thank you, that is all, have a nice day!",
    "it was on 2026-11-04 around noon, the agent said I would get my money back within 5 days",
)
TEXT_BYTES = 16_000_000


def made_up_text():
    text = "\n".join(SEED_TEXTS) + "\n"
    return (text * (TEXT_BYTES // len(text.encode()) + 1)).encode()


def run(arguments, source):
    program = os.path.join(source, arguments.build, "tools", "bench", "bench_redact")
    text = made_up_text()
    if arguments.events:
        with open(arguments.events, "rb") as file:
            text = file.read()
    figures = json.loads(subprocess.run([program, "speed"], input=text, stdout=subprocess.PIPE, check=True).stdout)
    plot.bars("megabytes a second on one core", [("scan, all kinds", figures["scan_mb_per_s"]),
                                                 ("memchr", figures["memchr_mb_per_s"]),
                                                 ("memcpy", figures["memcpy_mb_per_s"])], "MB/s")
    return {"mode": "redact", **figures}
