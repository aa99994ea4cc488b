"""Policies shown in other words than they were written in, as AWS does on its own schedule.

"uniqueIDs"  a principal that was made again is shown by the unique id of the one that is gone
"rootARNs"   the id of an account is shown as the ARN of its root
"scalars"    a list of one is shown as the one
"""
import html
import json
import re
from urllib.parse import quote, unquote

import principals

DOCUMENT = re.compile(rb"<(PolicyDocument|AssumeRolePolicyDocument|Document)>(.*?)</\1>", re.S)
ACCOUNT = re.compile(r"^\d{12}$")


class Rewriting:
    def __init__(self):
        self._root_arns = self._scalars = False

    def set(self, rule):
        rule = rule or {}
        self._root_arns, self._scalars = bool(rule.get("rootARNs")), bool(rule.get("scalars"))
        principals.is_shown[0] = bool(rule.get("uniqueIDs"))

    def rewritten(self, call, body):
        """The body of an answer with its policies rewritten; the same object where nothing is to be done."""
        if not (self._root_arns or self._scalars):
            return body
        if call.service == "kms" and call.operation == "GetKeyPolicy":
            answer = json.loads(body)
            if "Policy" not in answer:
                return body
            return json.dumps({**answer, "Policy": self._policy(answer["Policy"])}).encode()
        if call.service == "iam":
            return DOCUMENT.sub(self._element, body)
        return body

    def _element(self, found):
        name, text = found.group(1), unquote(html.unescape(found.group(2).decode()))
        return b"<" + name + b">" + quote(self._policy(text), safe="").encode() + b"</" + name + b">"

    def _policy(self, text):
        if self._root_arns:
            text = principals.with_principals(text, lambda name: f"arn:aws:iam::{name}:root" if ACCOUNT.match(str(name)) else name)
        if self._scalars:
            try:
                text = json.dumps(_scalars(json.loads(text)))
            except ValueError:
                pass
        return text


def _scalars(value):
    if isinstance(value, dict):
        return {key: _scalars(member) for key, member in value.items()}
    if isinstance(value, list):
        return _scalars(value[0]) if len(value) == 1 else [_scalars(member) for member in value]
    return value
