"""Neptune Analytics, of which moto has nothing: graphs that can be looked at.

`put({"id", "region", "status", …})` makes or changes one, `put({"id", "region", "deleted": true})` takes it away.
"""
import json

ACCOUNT = "123456789012"
GRAPHS = {}


def put(value):
    place = (value["region"], value["id"])
    if value.get("deleted"):
        GRAPHS.pop(place, None)
        return
    known = GRAPHS.setdefault(place, {
        "id": value["id"], "name": value["id"], "arn": f"arn:aws:neptune-graph:{value['region']}:{ACCOUNT}:graph/{value['id']}",
        "status": "AVAILABLE", "publicConnectivity": False, "provisionedMemory": 16, "deletionProtection": True})
    known.update({name: value[name] for name in value if name not in ("id", "region")})


def answer(call):
    """Status, content type and body; `None` for every other service."""
    if call.service != "neptune-graph":
        return None
    parts = [part for part in call.path.split("/") if part]
    if call.method != "GET" or len(parts) != 2 or parts[0] != "graphs":
        return 400, "application/json", json.dumps({"message": f"{call.method} {call.path} is not emulated"}).encode()
    graph = GRAPHS.get((call.region, parts[1]))
    if graph is None:
        text = {"message": f"Graph not found: {parts[1]}", "__type": "ResourceNotFoundException"}
        return 404, "application/json", json.dumps(text).encode()
    return 200, "application/json", json.dumps(graph).encode()
