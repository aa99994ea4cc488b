"""Principals in trust and key policies are kept by unique id, as AWS keeps them.

A role or user that is made again is another principal: the policies written before show the id of the one that is gone.
Moto keeps the text as it came. What is noted here is shown only where a test asks for it; see rewriting.py.
"""
import copy
import json

from gaps_iam import PRINCIPAL
from moto.iam.models import Role, iam_backends
from moto.kms.models import Key


def keep():
    """moto: a policy names whoever bears the name."""
    for owner, attribute in ((Role, "assume_role_policy_document"), (Key, "policy")):
        setattr(owner, attribute, property(_getter(), _setter()))


is_shown = [False]


def _getter():
    def get(self):
        text, ids = self.__dict__.get("_policy_text"), self.__dict__.get("_policy_ids")
        if not is_shown[0] or not ids:
            return text
        dead = {arn: identity for arn, identity in ids.items() if _unique_id(self.account_id, arn) != identity}
        return with_principals(text, lambda name: dead.get(name, name)) if dead else text
    return get


def _setter():
    def set_(self, text):
        self.__dict__["_policy_text"], self.__dict__["_policy_ids"] = text, {}
        for name in _names(text):
            identity = _unique_id(self.account_id, name)
            if identity:
                self.__dict__["_policy_ids"][name] = identity
    return set_


def _unique_id(account, arn):
    found = PRINCIPAL.match(arn)
    if not found or found.group(1) != account:
        return None
    backend = iam_backends[account]["aws"]
    entities = backend.roles.values() if found.group(2) == "role" else backend.users.values()
    return next((entity.id for entity in entities if entity.arn == arn), None)


def _names(text):
    names = []
    with_principals(text, lambda name: names.append(name) or name)
    return names


def with_principals(text, rename):
    """The policy with each AWS principal renamed; what is no policy comes back as it is."""
    try:
        document = copy.deepcopy(json.loads(text))
        statements = document["Statement"]
        for statement in statements if isinstance(statements, list) else [statements]:
            for element in ("Principal", "NotPrincipal"):
                principal = statement.get(element)
                if not isinstance(principal, dict) or "AWS" not in principal:
                    continue
                named = principal["AWS"]
                principal["AWS"] = [rename(name) for name in named] if isinstance(named, list) else rename(named)
    except (ValueError, TypeError, KeyError, AttributeError):
        return text
    return json.dumps(document)
