"""Prints, for each operation of this client, the digest of the request that botocore sends: with least and with most parameters.

usage: requests.py [OPERATION]      with an operation, prints its requests themselves

The parameters are made from botocore's models by the rules of `SampleParameters` in RequestComparisonTests.swift, so that
equal digests prove equal models as well. A line: service, operation, `least` or `most`, SHA-256 of the canonical text.
"""
import base64
import datetime
import hashlib
import pathlib
import sys
import urllib.parse
import uuid

import botocore.auth
import botocore.config
import botocore.handlers
import botocore.session

ROOT = pathlib.Path(__file__).resolve().parents[4]
NOW = datetime.datetime(2026, 11, 21, 18, 38, 7, tzinfo=datetime.timezone.utc)
REGION = "eu-central-1"
TEXT = "vä/ü &=+~*<\">,1"
# Added by the SDK on the way, different from run to run, or none of the signature's business.
LEFT_OUT = {"user-agent", "x-amz-user-agent", "amz-sdk-invocation-id", "amz-sdk-request", "expect", "content-length", "host"}


class Sent(Exception):
    pass


def sample(shape, most, path=(), name=""):
    kind = shape.type_name
    if getattr(shape, "is_document_type", False):
        return {"d": [1, "x", None]}
    if kind == "structure":
        members = {}
        if shape.name in path:
            return members
        for key, member in shape.members.items():
            wanted = most or key in shape.required_members
            if member.serialization.get("name") in ("x-amz-sdk-checksum-algorithm", "Content-MD5") or not wanted:
                continue
            members[key] = sample(member, most, path + (shape.name,), key)
            if shape.is_tagged_union:
                break
        if shape.is_tagged_union and not members:
            key, member = next(iter(shape.members.items()))
            members[key] = sample(member, most, path + (shape.name,), key)
        return members
    if kind == "list":
        return [sample(shape.member, most, path) for _ in range(2 if most else 1)]
    if kind == "map":
        return {f"k{index}": sample(shape.value, most, path) for index in range(2 if most else 1)}
    if kind == "string":
        if name == "Bucket":
            return "stage-bucket"
        return "header value" if shape.serialization.get("location") == "header" else TEXT
    return {"integer": 7, "long": 7, "float": 1.5, "double": 1.5, "boolean": True, "blob": b"\x00\xff", "timestamp": NOW}[kind]


def canonical(request):
    path, _, query = request.url.partition("?")
    query = "&".join(sorted(part if "=" in part else part + "=" for part in query.split("&"))) if query else ""
    headers = {key.lower(): value.decode() if isinstance(value, bytes) else value for key, value in request.headers.items()}
    lines = [f"{key}:{headers[key]}" for key in sorted(headers) if key not in LEFT_OUT]
    body = request.body or b""
    body = body.read() if hasattr(body, "read") else body
    body = body if isinstance(body, bytes) else body.encode()
    return "\n".join([request.method, path, query, *lines, "", base64.b64encode(body).decode()])


def freeze():
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: NOW.replace(tzinfo=None) if remove_tzinfo else NOW
    botocore.handlers.uuid.uuid4 = lambda: uuid.UUID("11111111-2222-4333-8444-555555555555")


def operations():
    service = None
    for line in (ROOT / "scripts/generate-services.list").read_text().splitlines():
        words = line.split("#")[0].split()
        if len(words) == 1 and words[0].islower():
            service = words[0]
        else:
            yield from ((service, word.partition("=")[0]) for word in words)


def main():
    freeze()
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session/token+=")
    config = botocore.config.Config(parameter_validation=False, retries={"total_max_attempts": 1})
    clients = {}
    seen = []

    def before_send(request, **_):
        seen.append(request)
        raise Sent

    for service, name in operations():
        if service not in clients:
            clients[service] = session.create_client(service, region_name=REGION, config=config)
            clients[service].meta.events.register("before-send.*", before_send)
        model = clients[service].meta.service_model
        shape = model.operation_model(name).input_shape
        for amount in ("least", "most"):
            try:
                clients[service]._make_api_call(name, sample(shape, amount == "most") if shape else {})
            except Sent:
                text = canonical(seen.pop())
                if len(sys.argv) > 1 and sys.argv[1] == name:
                    print(text, "\n")
                elif len(sys.argv) == 1:
                    print(model.metadata["serviceId"], name, amount, hashlib.sha256(text.encode()).hexdigest(), sep="\t")


main()
