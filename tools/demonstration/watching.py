"""What a running hub says of itself."""
import urllib.error

from services import get_json


def status(places):
    """None while the hub is away."""
    try:
        told = get_json(places.admin_url + "/api/v1/status", places.admin_key)
        page = get_json(places.admin_url + "/api/v1/certificates?limit=1", places.admin_key)
    except (urllib.error.URLError, OSError):
        return None
    return {"certificates": page["total"], "held": told["cases_held"],
            "dead_letters": sum(lane["dead_letters"] for lane in told["lanes"]), "first": page["certificates"]}


def certificates(places):
    """The entries of all."""
    entries, after = [], -1
    while True:
        page = get_json(f"{places.admin_url}/api/v1/certificates?limit=1000&after={after}", places.admin_key)
        entries += [item["entry"] for item in page["certificates"]]
        if "next" not in page:
            return entries
        after = page["next"]
