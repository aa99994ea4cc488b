"""Where moto's KMS is more lenient than AWS's, for the operations that are used here."""
import functools
import json

from gaps_iam import is_dead_id, page_items_max, principal_exists
from moto.core.exceptions import JsonRESTError
from moto.iam.models import iam_backends
from moto.kms import responses

PUT_POLICY = {"kms:*", "*", "kms:putkeypolicy", "kms:put*"}


class KMSError(JsonRESTError):
    code = 400


def _list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def _named(statement):
    principal = statement.get("Principal")
    return _list(principal.get("AWS")) if isinstance(principal, dict) else _list(principal)


def check_policy(request, text, bypass):
    """Refuses malformed documents, unknown principals, and a policy that nobody could change again."""
    account = request.kms_backend.account_id
    try:
        statements = _list(json.loads(text)["Statement"])
        if not statements or not all(statement["Effect"] in ("Allow", "Deny") and statement["Action"] for statement in statements):
            raise ValueError("no statement")
    except (ValueError, KeyError, TypeError) as fault:
        raise KMSError("MalformedPolicyDocumentException", "The new key policy is not valid.") from fault
    backend = iam_backends[account][request.kms_backend.partition]
    named = [(statement, name) for statement in statements for name in _named(statement)]
    if not all(principal_exists(backend, name) and not is_dead_id(backend, name) for _, name in named):
        raise KMSError("MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals.")
    holders = [name for statement, name in named if statement["Effect"] == "Allow"
               and any(action.lower() in PUT_POLICY for action in _list(statement["Action"]))]
    if not bypass and not any(name in ("*", account) or f":{account}:" in name for name in holders):
        raise KMSError("MalformedPolicyDocumentException", "The new key policy will not allow you to update the key policy in the future.")


def policies():
    """moto: any text is a key policy, and nobody is ever locked out."""
    for name in ("put_key_policy", "create_key"):
        inner = getattr(responses.KmsResponse, name)

        @functools.wraps(inner)
        def call(self, inner=inner):
            text = self._get_param("Policy")
            if text is not None:
                check_policy(self, text, self._get_param("BypassPolicyLockoutSafetyCheck"))
            return inner(self)

        setattr(responses.KmsResponse, name, call)


def states():
    """moto: a key that waits for its deletion can be changed like any other."""
    for name in ("enable_key", "disable_key", "enable_key_rotation", "tag_resource"):
        inner = getattr(responses.KmsResponse, name)

        @functools.wraps(inner)
        def call(self, inner=inner):
            key = self.kms_backend.keys.get(self._get_param("KeyId"))
            if key is not None and key.key_state == "PendingDeletion":
                raise KMSError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
            return inner(self)

        setattr(responses.KmsResponse, name, call)


def lists():
    """moto: ListKeys ignores Limit and Marker."""

    def keys(self):
        found = list(self.kms_backend.list_keys())
        start = int(self._get_param("Marker") or 0)
        size = min(int(self._get_param("Limit") or 100), page_items_max[0])
        answer = {"Keys": [{"KeyArn": key.arn, "KeyId": key.id} for key in found[start:start + size]], "Truncated": start + size < len(found)}
        if answer["Truncated"]:
            answer["NextMarker"] = str(start + size)
        return json.dumps(answer)

    responses.KmsResponse.list_keys = keys


def close():
    for patch in (policies, states, lists):
        patch()
