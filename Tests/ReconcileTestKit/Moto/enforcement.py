"""Signatures and policies that count: the daemon as a user with exactly one policy.

Moto checks signatures by itself; what a policy allows it asks for the resource `*`. Here each call on IAM and KMS is asked for the
resource that it names, with `kms:ResourceAliases` as its only condition key, and KMS refuses in its own words. Calls on other services
are asked for in enforcement_beyond.py, before moto sees them. `used` holds the actions that were asked for and allowed.
"""
import fnmatch
import json
import re

from gaps_kms import KMSError
from moto import settings
from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam import access_control
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends

ACCOUNT, REGION = "123456789012", "us-east-1"
SOMEBODY_ELSE = ("somebody-else", "AKIASOMEBODYELSE0001", "s" * 40)
EVERYTHING = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def switch(rule):
    """`None`: anybody may do anything. Else whoever signs with the key may do what the policy says, and no more."""
    settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf") if rule is None else 0
    ActionAuthenticatorMixin.request_count = 0
    if rule is not None:
        used.clear()
        _user(*SOMEBODY_ELSE, EVERYTHING)
        _user("reconciled", rule["accessKey"], rule["secret"], rule["policy"])


def _user(name, access_key, secret, policy):
    backend = iam_backends[ACCOUNT]["aws"]
    if name not in backend.users:
        backend.create_user(REGION, name)
        backend.create_access_key(name)
    key = backend.users[name].access_keys[0]
    key.access_key_id, key.secret_access_key = access_key, secret
    backend.users[name].policies["own"] = json.dumps(policy)


def close():
    """moto: the resource of a call is `*`, conditions of identity policies are not looked at, KMS refuses in IAM's XML."""

    def check(self, _):
        if self._service not in ("iam", "kms"):
            return
        resources, aliases = _resources(self)
        policies = self._access_key.collect_policies()
        refused = [resource for resource in resources if not _is_allowed(policies, self._action, resource, aliases)]
        if not refused:
            return
        text = f"User: {self._access_key.arn} is not authorized to perform: {self._action} on resource: {refused[0] or '*'}"
        if self._service == "kms":
            raise KMSError("AccessDeniedException", text)
        self._raise_access_denied()

    access_control.IAMRequestBase.check_action_permitted = check


def is_on():
    return ActionAuthenticatorMixin.request_count >= settings.INITIAL_NO_AUTH_ACTION_COUNT


def allows(access_key, action, resource, passed_to=None):
    """Whether whoever has the key may do that. Of a key that no user has, moto says so itself.

    `resource`: an ARN, `*`, or `None` for what is not there; `passed_to`: the service that a role is handed to.
    """
    try:
        policies = access_control.IAMUserAccessKey(ACCOUNT, "aws", access_key, {}).collect_policies()
    except access_control.CreateAccessKeyFailure:
        return True
    return _is_allowed(policies, action, resource, set(), passed_to)


used = set()


def _is_allowed(policies, action, resource, aliases, passed_to=None):
    documents = [json.loads(policy["policy_document"]) for policy in policies]
    effects = {statement["Effect"] for document in documents for statement in _list(document["Statement"])
               if _covers(statement, action, resource, aliases, passed_to)}
    if effects == {"Allow"}:
        used.add(action)
    return effects == {"Allow"}


def _covers(statement, action, resource, aliases, passed_to):
    if not any(_fits(pattern.lower(), action.lower()) for pattern in _list(statement["Action"])):
        return False
    # Of what is not there AWS knows no path; it is enough then that the action is allowed on something.
    if resource is not None and not any(_fits(pattern, resource) for pattern in _list(statement["Resource"])):
        return False
    conditions = statement.get("Condition", {})
    wanted = conditions.get("ForAnyValue:StringEquals", {}).get("kms:ResourceAliases")
    receivers = conditions.get("StringEquals", {}).get("iam:PassedToService")
    return (wanted is None or bool(set(_list(wanted)) & aliases)) and (receivers is None or passed_to in _list(receivers))


def _fits(pattern, text):
    return re.match(fnmatch.translate(pattern.replace("[", "[[]")), text) is not None


def _list(value):
    return value if isinstance(value, list) else [value]


def _resources(request):
    """The ARNs that the call is about (`*`: the whole account; `None`: of something that is not there), and a key's aliases."""
    if request._service == "kms":
        return _kms(request, json.loads(request._body or b"{}"))
    backend, form = iam_backends[ACCOUNT]["aws"], {name: _list(value)[0] for name, value in request._data.items()}
    created = CREATED.get(form.get("Action"))
    if created:
        return [f"arn:aws:iam::{ACCOUNT}:{created[0]}{form.get('Path', '/')}{form.get(created[1])}"], set()
    # A membership is of the group; the user is only named.
    for parameter, things in (("GroupName", backend.groups), ("RoleName", backend.roles), ("UserName", backend.users)):
        if parameter in form:
            found = next((thing for thing in things.values() if thing.name.lower() == form[parameter].lower()), None)
            if found is None:
                return [None], set()
            moved = [found.arn.replace(f":{parameter[:-4].lower()}{found.path}", f":{parameter[:-4].lower()}{form['NewPath']}")] if "NewPath" in form else []
            return [found.arn, *moved], set()
    return [form.get("PolicyArn", "*")], set()


CREATED = {"CreateRole": ("role", "RoleName"), "CreatePolicy": ("policy", "PolicyName"), "CreateUser": ("user", "UserName"),
           "CreateGroup": ("group", "GroupName")}


def _kms(request, parameters):
    named = parameters.get("KeyId") or parameters.get("TargetKeyId")
    keys = kms_backends[ACCOUNT][request._region].keys.values()
    alias = parameters.get("AliasName")
    key = next((key for key in keys if named in (key.id, key.arn) or named in key.aliases or alias in key.aliases), None)
    if alias is None:
        return ([key.arn], set(key.aliases)) if key else (["*" if named is None else None], set())
    return [f"arn:aws:kms:{request._region}:{ACCOUNT}:{alias}", key.arn if key else None], set(key.aliases) if key else set()
