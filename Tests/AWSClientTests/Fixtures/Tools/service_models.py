"""Prints what botocore's service models say of our operations, as JSON.

usage: service_models.py SERVICE OPERATION...

For each operation: request (the form's pairs or the JSON body, every member given), parameters (what it was
made from), target, and the paging tokens.
"""
import json
import sys

import botocore.serialize
import botocore.session


def value(shape, name, depth):
    kind = shape.type_name
    if kind == "structure":
        return {key: value(member, key, depth + 1) for key, member in shape.members.items()} if depth < 6 else {}
    if kind == "list":
        return [value(shape.member, f"{name}{index}", depth + 1) for index in (1, 2)]
    if kind == "boolean":
        return True
    if kind in ("integer", "long"):
        return 42
    return f"{name} ü&=+/~"


def paging(loader, service, operation):
    found = loader.load_service_model(service, "paginators-1")["pagination"].get(operation)
    if not found:
        return None
    return {"in": found["input_token"], "out": found["output_token"], "more": found.get("more_results"), "limit": found["limit_key"]}


def main():
    service = sys.argv[1]
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    model = session.get_service_model(service)
    serializer = botocore.serialize.create_serializer(model.metadata["protocol"], include_validation=False)
    found = {}
    for name in sys.argv[2:]:
        operation = model.operation_model(name)
        parameters = value(operation.input_shape, name, 0) if operation.input_shape else {}
        request = serializer.serialize_to_request(parameters, operation)
        body = request["body"]
        found[name] = {
            "parameters": parameters,
            "request": {key: str(text) for key, text in body.items()} if isinstance(body, dict) else json.loads(body),
            "contentType": request["headers"].get("Content-Type"),
            "target": request["headers"].get("X-Amz-Target"),
            "paging": paging(loader, service, name),
        }
    print(json.dumps(found, ensure_ascii=False, separators=(",", ":")))


main()
