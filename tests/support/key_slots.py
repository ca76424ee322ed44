"""What lies in the slots of the key files, for tests."""
HEADER_BYTES, SLOT_BYTES = 4096, 96
STRIDE, EPOCH_STRIDE = 128, 512  # of cases.keys and of epochs.keys


def slots_of(path, stride):
    """What lies in each slot that is in use."""
    with open(path, "rb") as file:
        data = file.read()[HEADER_BYTES:]
    slots = (data[at:at + SLOT_BYTES] for at in range(0, len(data), stride))
    return {slot for slot in slots if any(slot)}
