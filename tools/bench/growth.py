"""What grows while a hub runs, by least squares."""

STARTS_MIN = 3  # restarts, before they say what a remembered case needs


def pooled_slope(segments):
    """Of y on x over lists of (x, y), each with a level of its own. None when no list has two different x."""
    products = squares = 0.0
    for pairs in segments:
        mean_x, mean_y = (sum(values) / len(pairs) for values in zip(*pairs))
        products += sum((x - mean_x) * (y - mean_y) for x, y in pairs)
        squares += sum((x - mean_x) ** 2 for x, _ in pairs)
    return products / squares if squares else None


def lives(samples):
    """The samples of each process, in order."""
    of_process = {}
    for sample in samples:
        of_process.setdefault(sample.process, []).append(sample)
    return list(of_process.values())


def steady(samples, warm_seconds, shortest_seconds):
    """Of each process what follows its first seconds; without those that then ended too soon."""
    segments = []
    for life in lives(samples):
        segment = [sample for sample in life if sample.at >= life[0].at + warm_seconds]
        if segment and segment[-1].at - segment[0].at >= shortest_seconds:
            segments.append(segment)
    return segments


def remembered_bytes(samples):
    """What a remembered case needs: by how much more memory a process starts that has more of them to read. A process
    that has only just started has lost none yet. None when too few were started."""
    starts = [(life[0].remembered, life[0].resident_bytes) for life in lives(samples)]
    return pooled_slope([starts]) if len(starts) > STARTS_MIN else None


def per_hour(segments, figure):
    """The slope of a figure of a sample."""
    return pooled_slope([[(sample.at / 3600, figure(sample)) for sample in segment] for segment in segments])


def per_case(segments):
    """Bytes of memory for each further case that is remembered."""
    return pooled_slope([[(sample.remembered, sample.resident_bytes) for sample in segment] for segment in segments])
