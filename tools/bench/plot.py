"""Figures as text."""
BARS = "▁▂▃▄▅▆▇█"
COLUMNS = 100


def timeline(title, values, unit, step_seconds):
    """One character a step, from nothing to the largest; the largest of neighbours, where a line has no room for all."""
    if not values:
        return
    top = max(values) or 1
    merged = -(-len(values) // COLUMNS)
    steps = [max(values[start:start + merged]) for start in range(0, len(values), merged)]
    line = "".join(BARS[min(len(BARS) - 1, int(value / top * len(BARS)))] for value in steps)
    print(f"{title:<22} {line}  one step {merged * step_seconds:g} s, highest {top:,.0f} {unit}")


def bars(title, pairs, unit):
    """Labelled horizontal bars on one scale."""
    print(title)
    top = max(value for _, value in pairs) or 1
    for label, value in pairs:
        print(f"  {label:<28} {'█' * max(1, round(40 * value / top)):<40} {value:,.1f} {unit}")
