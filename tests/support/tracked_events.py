"""Visitor-tracking events of the tenant acme, and how they reach a hub. A test file imports this as it does hub_run."""
import json
import uuid

from sender import batch_headers

TYPE = "com.vergic.engage.visitor.tracked.v1"


def tracked(session, **more):
    """An event of that session."""
    return {"specversion": "1.0", "id": str(uuid.uuid4()), "source": "/engage/us/acme", "type": TYPE,
            "data": {"session": {"id": session}, "action": "page_view", **more}}


def track(run, events, port=None):
    """Sent once, as a batch: the status and the answer."""
    body = json.dumps(events).encode()
    headers = batch_headers(run.places.event_secret, "msg_" + uuid.uuid4().hex, body)
    return run.request(headers, body, "/v1/tracking", port)
