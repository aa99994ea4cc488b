"""An account of any size that only answers: every listing is made once and kept as bytes.

usage: listed-account.py --log FILE --roles N --policies N --keys N --users N --foreign N

For measurements of the reader. The estate is that of the emulated AWS (estate.py); nothing can be changed. Prints one line,
{"endpoint": "http://127.0.0.1:N"}, and ends with its standard input. FILE gets a line for each call, as moto_server.py writes it.
"""
import argparse
import hashlib
import json
import os
import sys
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "Tests", "ReconcileTestKit", "Moto"))

import estate  # noqa: E402
import parent_watch  # noqa: E402

PAGE_MAX = 1000
ALIASES_MAX = 100


def element(name, value):
    """Lists become members, dictionaries elements; what is `None` is left out."""
    if value is None:
        return ""
    if isinstance(value, list):
        return f"<{name}>" + "".join(element("member", item) for item in value) + f"</{name}>"
    if isinstance(value, dict):
        return f"<{name}>" + "".join(element(key, item) for key, item in value.items()) + f"</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"


def encoded(document):
    return urllib.parse.quote(json.dumps(document), safe="")


def unique_id(prefix, name):
    return prefix + hashlib.sha256(name.encode()).hexdigest()[:17].upper()


class Account:
    def __init__(self, options):
        made = estate.plan(options.roles, options.policies, options.keys, options.foreign)
        foreign, self.keys, self.aliases = made["foreign"], {}, []
        roles, policies = made["roles"] + foreign["roles"], made["policies"] + foreign["policies"]
        for key in made["keys"] + foreign["keys"]:
            key_id = str(hashlib.sha256(key["name"].encode()).hexdigest()[:32])
            self.keys[key_id] = key
            self.aliases.append({"AliasName": key["alias"], "TargetKeyId": key_id})
        details = [("UserDetailList", self.user(f"graph-user-{index}")) for index in range(options.users)]
        details += [("RoleDetailList", self.role(role)) for role in roles]
        details += [("Policies", self.policy(policy)) for policy in policies]
        self.listings = {
            "GetAccountAuthorizationDetails": [(name, element("member", value).encode()) for name, value in details],
            "ListRoles": [("Roles", element("member", self.plain_role(role)).encode()) for role in roles]}
        self.tags = {policy["arn"]: policy["tags"] or {"unit": "none"} for policy in policies}

    @staticmethod
    def plain_role(role):
        return {"Path": role["path"], "RoleName": role["name"], "RoleId": unique_id("AROA", role["name"]), "Arn": role["arn"],
                "CreateDate": "2026-01-01T00:00:00Z", "AssumeRolePolicyDocument": encoded(role["trust"]), "Description": role["description"],
                "MaxSessionDuration": role["session"]}

    @staticmethod
    def role(role):
        return {"Path": role["path"], "RoleName": role["name"], "RoleId": unique_id("AROA", role["name"]), "Arn": role["arn"],
                "CreateDate": "2026-01-01T00:00:00Z", "AssumeRolePolicyDocument": encoded(role["trust"]), "InstanceProfileList": [],
                "RolePolicyList": [{"PolicyName": name, "PolicyDocument": encoded(text)} for name, text in role["inline"].items()],
                "AttachedManagedPolicies": [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in role["attached"]],
                "PermissionsBoundary": role["boundary"] and {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": role["boundary"]},
                "Tags": estate.tag_list(role["tags"]), "RoleLastUsed": {"LastUsedDate": "2026-01-02T00:00:00Z", "Region": estate.REGION}}

    @staticmethod
    def user(name):
        return {"Path": "/", "UserName": name, "UserId": unique_id("AIDA", name), "Arn": f"arn:aws:iam::{estate.ACCOUNT}:user/{name}",
                "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": encoded(estate.log_access(int(name.rpartition("-")[2])))}],
                "GroupList": [], "AttachedManagedPolicies": [], "Tags": estate.tag_list({"team": "graph"})}

    @staticmethod
    def policy(policy):
        version = {"Document": encoded(policy["document"]), "VersionId": "v1", "IsDefaultVersion": "true", "CreateDate": "2026-01-01T00:00:00Z"}
        return {"PolicyName": policy["name"], "PolicyId": unique_id("ANPA", policy["name"]), "Arn": policy["arn"], "Path": policy["path"],
                "DefaultVersionId": "v1", "AttachmentCount": 1, "IsAttachable": "true", "Description": policy["description"],
                "PolicyVersionList": [version]}

    def answer(self, action, fields):
        if action in self.listings:
            return self.page(action, fields)
        if action == "ListPolicyTags":
            result = element("Tags", estate.tag_list(self.tags[fields["PolicyArn"]]))
        elif action == "ListAccessKeys":
            index = int(fields["UserName"].rpartition("-")[2])
            result = element("AccessKeyMetadata", [{"AccessKeyId": f"AKIALISTED{index:010d}", "Status": "Active"}])
        elif action == "GetCallerIdentity":
            result = element("Arn", f"arn:aws:iam::{estate.ACCOUNT}:user/measure") + element("Account", estate.ACCOUNT)
        else:
            raise KeyError(action)
        return f"<{action}Response><{action}Result>{result}</{action}Result></{action}Response>".encode()

    def page(self, action, fields):
        wanted = {value for name, value in fields.items() if name.startswith("Filter.")}
        names = {"User": "UserDetailList", "Role": "RoleDetailList", "LocalManagedPolicy": "Policies"}
        lists = {names[value] for value in wanted if value in names} or {"Roles"}
        rows = [row for row in self.listings[action] if row[0] in lists]
        start = int(fields.get("Marker", 0))
        end = start + min(int(fields.get("MaxItems", 100)), PAGE_MAX)
        body = [f"<{action}Response><{action}Result>".encode()]
        for name in sorted(lists):
            body += [f"<{name}>".encode(), *(text for kind, text in rows[start:end] if kind == name), f"</{name}>".encode()]
        more = f"<IsTruncated>true</IsTruncated><Marker>{end}</Marker>" if end < len(rows) else "<IsTruncated>false</IsTruncated>"
        return b"".join([*body, f"{more}</{action}Result></{action}Response>".encode()])

    def kms(self, action, given):
        if action == "ListAliases":
            start = int(given.get("Marker", 0))
            end = start + ALIASES_MAX
            more = {"Truncated": True, "NextMarker": str(end)} if end < len(self.aliases) else {"Truncated": False}
            return {"Aliases": self.aliases[start:end], **more}
        name = given["KeyId"]
        key_id = next((alias["TargetKeyId"] for alias in self.aliases if alias["AliasName"] == name), name)
        key = self.keys[key_id]
        return {
            "DescribeKey": {"KeyMetadata": {"KeyId": key_id, "Arn": f"arn:aws:kms:{estate.REGION}:{estate.ACCOUNT}:key/{key_id}",
                                            "KeyState": "Enabled", "Description": key["description"]}},
            "GetKeyPolicy": {"Policy": json.dumps(key["policy"]), "PolicyName": "default"}, "GetKeyRotationStatus": {"KeyRotationEnabled": False},
            "ListGrants": {"Grants": [], "Truncated": False}, "ListResourceTags": {"Tags": [], "Truncated": False},
        }[action]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = self.headers.get("X-Amz-Target")
        if target:
            service, action = "kms", target.rpartition(".")[2]
            content = json.dumps(self.server.account.kms(action, json.loads(body))).encode()
        else:
            fields = dict(urllib.parse.parse_qsl(body.decode()))
            action = fields["Action"]
            service, content = "sts" if action == "GetCallerIdentity" else "iam", self.server.account.answer(action, fields)
        signer = (self.headers.get("Authorization") or "").partition("Credential=")[2].partition("/")[0]
        self.server.log.write(json.dumps({"time": time.time(), "service": service, "operation": action, "accessKey": signer}) + "\n")
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1" if target else "text/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    for name in ("roles", "policies", "keys", "users", "foreign"):
        parser.add_argument("--" + name, type=int, default=0)
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.account = Account(options)
    server.log = open(options.log, "a", buffering=1, encoding="utf-8")
    parent_watch.say(json.dumps({"endpoint": f"http://127.0.0.1:{server.server_port}"}))
    parent_watch.on_lines(lambda line: None)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
