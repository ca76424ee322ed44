"""What people see: one line while it runs, and what it came to."""
import json
import sys
import time


class Progress:
    """One line that is rewritten on a terminal, and written every few seconds into a log."""

    def __init__(self):
        self.started = time.monotonic()
        self.shown = 0.0
        self.is_terminal = sys.stdout.isatty()

    def show(self, total, sender, status, kills):
        now = time.monotonic()
        if now - self.shown < (0.1 if self.is_terminal else 5):
            return
        self.shown = now
        deleted = status["certificates"] if status else 0
        held = status["held"] if status else 0
        line = (f"accepted {sender.acknowledged} of {total} | held {held} | delivered, confirmed and deleted {deleted}"
                f" | {now - self.started:.0f} s" + (f" | killed {kills} times" if kills else ""))
        print(f"\r{line}\033[K" if self.is_terminal else line, end="" if self.is_terminal else "\n", flush=True)

    def end(self):
        if self.is_terminal:
            print()


def summary(figures, certificates, holdings, problems, demonstration, right):
    places = demonstration.places
    platform = figures["platform"]
    rate = (figures["deleted"] + platform["deleted"]) / figures["seconds"] if figures["seconds"] else 0
    print(f"""
What happened
  {figures['accepted']} cases were accepted, {figures['confirmed']} confirmed by reading back, {figures['deleted']} deleted, \
{figures['dead_letters']} need a person; {figures['seconds']} s, {rate:.0f} cases a second.
  Beside them a simulated platform sent {platform['accepted']}, all made up: {platform['confirmed']} confirmed, {platform['deleted']} deleted. Of these, \
{platform['read_case']}
  were only pointed at and fetched, and {platform['read_attachment']} attachments too.""")
    for name, held, calls in zip(places.targets, holdings, figures["calls_per_case"]):
        print(f"  {name} holds {held['cases']} cases with {held['parts']} transcript parts, "
              f"{held['duplicates']} of them twice; {calls} API calls a case.")
    for problem in sorted(set(problems))[:5]:
        print(f"  refused: {problem}")
    print(f"""
What remains here
  {figures['searched_texts']} texts of these cases were searched for in {figures['searched_bytes'] / 1e6:.0f} MB of files, as they
  are and with every key: {figures['residue_hits']} found, {figures['sealed_rows_left']} sealed cases left.
  The same search finds {figures['control_hits_plain']} in a case left there in clear, and {figures['control_hits_never_delete']} when deletion is off.""")
    if certificates:
        print("\nOne certificate\n  " + json.dumps(certificates[-1]))
    print("\n" + ("Everything is as it should be." if right else "SOMETHING IS NOT AS IT SHOULD BE.") + "\n\nWhere to look next")
    if demonstration.arguments.keep:
        print(f"""  HUBCTL_URL={places.admin_url} HUBCTL_KEY_FILE={places.path('admin.key')} \\
    {demonstration.program('hubctl/hubctl')} status
  events: {places.events_url}/v1/cases   files: {places.root}
  stop everything: kill {' '.join(str(s.process.pid) for s in [demonstration.hub, demonstration.engage.service, *demonstration.simulators])}""")
    else:
        print("  tools/demo --keep leaves everything running; README.md and ARCHITECTURE.md explain it")
