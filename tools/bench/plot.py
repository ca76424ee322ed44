"""Figures as text."""
BARS = "▁▂▃▄▅▆▇█"


def timeline(title, values, unit, step_seconds):
    """One character a step, from nothing to the largest."""
    if not values:
        return
    top = max(values) or 1
    line = "".join(BARS[min(len(BARS) - 1, int(value / top * len(BARS)))] for value in values[:100])
    print(f"{title:<22} {line}  one step {step_seconds:g} s, highest {top:,.0f} {unit}")


def bars(title, pairs, unit):
    """Labelled horizontal bars on one scale."""
    print(title)
    top = max(value for _, value in pairs) or 1
    for label, value in pairs:
        print(f"  {label:<28} {'█' * max(1, round(40 * value / top)):<40} {value:,.1f} {unit}")
