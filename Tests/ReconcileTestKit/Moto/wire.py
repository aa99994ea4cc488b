"""What an AWS request asks for, read off the wire: service, region, operation and parameters."""
import json
import re
from urllib.parse import parse_qsl

SCOPE = re.compile(r"Credential=([^/,]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
SIGNED = re.compile(r"SignedHeaders=([^,\s]+)")
READS = re.compile(r"^(Get|List|Describe|Head|Simulate|Lookup|GET |HEAD )")
# The names of S3's operations, which do not stand in its requests.
S3_NAMES = {
    "policy": "BucketPolicy", "encryption": "BucketEncryption", "publicAccessBlock": "PublicAccessBlock", "tagging": "BucketTagging",
    "location": "BucketLocation",
}
JSON_SERVICES = {"kms", "organizations", "cloudtrail", "events", "sagemaker"}
ERROR_CODE = re.compile(rb"<Code>([^<]+)</Code>")


def unflatten(pairs):
    """The query protocol's `Tags.member.1.Key=a` as `{"Tags": [{"Key": "a"}]}`."""
    tree = {}
    for name, value in pairs:
        node, steps = tree, name.split(".")
        for step in steps[:-1]:
            child = node.setdefault(step, {})
            if not isinstance(child, dict):
                child = node[step] = {"": child}
            node = child
        node[steps[-1]] = value
    return _lists(tree)


def _lists(node):
    if not isinstance(node, dict):
        return node
    if set(node) == {"member"} and isinstance(node["member"], dict):
        members = node["member"]
        return [_lists(members[key]) for key in sorted(members, key=lambda text: (len(text), text))]
    return {key: _lists(value) for key, value in node.items()}


class Call:
    """One request, taken apart."""

    def __init__(self, environ, body):
        self.method = environ.get("REQUEST_METHOD", "GET")
        self.path = environ.get("PATH_INFO", "/")
        self.query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        self.body = body
        authorization = environ.get("HTTP_AUTHORIZATION", "")
        scope = SCOPE.search(authorization)
        self.access_key, self.region, self.service = scope.groups() if scope else ("", "", "")
        signed = SIGNED.search(authorization)
        self.signed_headers = signed.group(1).split(";") if signed else []
        self.agent = environ.get("HTTP_USER_AGENT", "").split(" ", 1)[0]
        self.operation, self.parameters = self._read(environ)

    def _read(self, environ):
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        if target:
            return target.rsplit(".", 1)[-1], _json(self.body)
        if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
            form = parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        else:
            form = self.query
        fields = dict(form)
        if "Action" in fields:
            return fields["Action"], unflatten([(name, value) for name, value in form if name not in ("Action", "Version")])
        sub = next((name for name, value in self.query if value == ""), "")
        shown = {"method": self.method, "path": self.path, "query": dict(self.query), "body": self.body.decode("utf-8", "replace")}
        if self.service == "s3" and self.method == "HEAD" and self.path.strip("/").count("/") == 0:
            return "HeadBucket", shown
        if self.service == "s3" and sub in S3_NAMES:
            return f"{self.method.capitalize()}{S3_NAMES[sub]}", shown
        return f"{self.method} {'?' + sub if sub else ''}".strip(), shown

    @property
    def is_read(self):
        return bool(READS.match(self.operation))

    @property
    def identity(self):
        """What makes two requests the same question."""
        return (self.access_key, self.region, self.service, self.method, self.path, tuple(self.query), self.operation, self.body)


def _json(body):
    try:
        return json.loads(body or b"{}")
    except ValueError:
        return {"unreadable": body.decode("utf-8", "replace")}


def error_code(status, body):
    """AWS's own code in an error answer; `None` where there is none."""
    if status < 400:
        return None
    found = ERROR_CODE.search(body[:65536])
    if found:
        return found.group(1).decode("utf-8", "replace")
    try:
        return str(json.loads(body)["__type"]).rsplit("#", 1)[-1]
    except (ValueError, KeyError, TypeError):
        return None


def error_answer(service, code, message):
    """An error as that service words it: content type and body."""
    if service in JSON_SERVICES:
        return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}).encode()
    return "text/xml", (
        '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>{message}</Message></Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
    ).encode()
