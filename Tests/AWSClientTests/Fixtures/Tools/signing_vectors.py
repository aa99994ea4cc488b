"""Prints requests and what botocore signs them with, as JSON.

usage: signing_vectors.py SEED COUNT

Fields: m method, u URL, h headers, b body, s signing name, r region, t epoch seconds, k access key,
p secret key, o session token, x lifetime of a presigned URL (absent: signed in a header),
a the Authorization header or the presigned URL.
"""
import datetime
import json
import random
import sys
import urllib.parse

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TEXT = ["a", "B", "7", " ", "/", "+", "%", "=", "&", "~", "-", "_", ".", ":", "*", "ü", "日", "😀", "'", "(", ","]
SERVICES = ["iam", "sts", "kms", "rds", "ec2", "s3", "lambda", "execute-api", "neptune-graph"]


def text(rng, low, high):
    return "".join(rng.choice(TEXT) for _ in range(rng.randint(low, high)))


def path(rng, is_s3):
    segments = [rng.choice(["", ".", "..", urllib.parse.quote(text(rng, 1, 6), safe=""), "role", "a%2Fb"]) for _ in range(rng.randint(0, 5))]
    joined = "/" + "/".join(segments) + rng.choice(["", "/"])
    return joined if is_s3 or rng.random() < 0.9 else ""


def query(rng, presigned):
    names, pairs = set(), []
    for _ in range(rng.choice([0, 0, 1, 2, 5])):
        name = urllib.parse.quote(text(rng, 1, 4), safe="")
        if presigned and name in names:
            continue
        names.add(name)
        value = urllib.parse.quote(text(rng, 0, 6), safe=rng.choice(["", "/"]))
        pairs.append(name if rng.random() < 0.2 else f"{name}={value}")
    return "?" + "&".join(pairs) if pairs else ""


def headers(rng, service, presigned):
    found = []
    if rng.random() < 0.5:
        found.append(["Content-Type", rng.choice(["application/x-amz-json-1.1", "text/plain;  charset=utf-8"])])
    for index in range(rng.choice([0, 0, 1, 3])):
        value = "  " * rng.randint(0, 1) + " ".join(rng.choice(["a", "b,c", '"d  e"', ""]) for _ in range(3))
        found.append([rng.choice([f"X-Amz-Meta-{index}", "x-amz-Target", "My-Header1", "User-Agent"]), value])
    if rng.random() < 0.1:
        found.append(["Host", "Other.Example:8080"])
    if rng.random() < 0.1 and service != "s3" and not presigned:
        found.append(["X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"])
    return found


def case(rng):
    service = rng.choice(SERVICES)
    presigned = rng.random() < 0.3
    host = rng.choice(["iam.amazonaws.com", "Example.AmazonAWS.com", "127.0.0.1:5000", "a.example:443", "a.example:80", "[::1]:5000"])
    made = {
        "m": rng.choice(["GET", "POST", "PUT", "DELETE", "HEAD"]),
        "u": rng.choice(["https", "http"]) + "://" + host + path(rng, service == "s3") + query(rng, presigned),
        "h": headers(rng, service, presigned),
        "b": "" if presigned else rng.choice(["", text(rng, 1, 40), "Action=GetRole&Version=2010-05-08&RoleName=x"]),
        "s": service,
        "r": rng.choice(["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"]),
        "t": rng.choice([0, 951782400, 1709164799, 1709251200, 4102444799, rng.randint(1, 4_000_000_000)]),
        "k": "AKIDEXAMPLE" + str(rng.randint(0, 9)),
        "p": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" + text(rng, 0, 2),
    }
    if rng.random() < 0.4:
        made["o"] = "FwoGZXIvYXdzE" + text(rng, 1, 20).replace(" ", "") + "=="
        if any(ord(character) > 126 for character in made["o"]):
            made["o"] = "token/+=="
    if presigned:
        made["x"] = rng.choice([1, 3600, 604800])
    return made


def sign(made):
    moment = datetime.datetime.fromtimestamp(made["t"], datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda *_, **__: moment
    request = AWSRequest(method=made["m"], url=made["u"], data=made["b"].encode() or None)
    for name, value in made["h"]:
        request.headers.add_header(name, value)
    credentials = Credentials(made["k"], made["p"], made.get("o"))
    is_s3 = made["s"] == "s3"
    if "x" in made:
        kind = botocore.auth.S3SigV4QueryAuth if is_s3 else botocore.auth.SigV4QueryAuth
        kind(credentials, made["s"], made["r"], expires=made["x"]).add_auth(request)
        return request.url
    (botocore.auth.S3SigV4Auth if is_s3 else botocore.auth.SigV4Auth)(credentials, made["s"], made["r"]).add_auth(request)
    return request.headers["Authorization"]


def main():
    rng = random.Random(int(sys.argv[1]))
    lines = []
    for _ in range(int(sys.argv[2])):
        made = case(rng)
        made["a"] = sign(made)
        lines.append(json.dumps(made, ensure_ascii=False, separators=(",", ":")))
    print("[" + ",\n".join(lines) + "]")


main()
