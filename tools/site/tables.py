"""What pages that are made of data write alike."""


def cell(text):
    """Of a table."""
    return text.replace("|", "\\|")
