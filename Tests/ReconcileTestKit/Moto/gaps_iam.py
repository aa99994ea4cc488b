"""Where moto's IAM is more lenient or thinner than AWS's, for the operations that are used here.

Each patch says in its first line what moto does without it. Nothing is patched on disk.
"""
import functools
import json
import re
from urllib.parse import quote

from moto.core.responses import ActionResult
from moto.iam import models, responses
from moto.iam.exceptions import (
    DeleteConflictException, EntityAlreadyExists, LimitExceededException, MalformedPolicyDocument, NotFoundException, ValidationError)
from moto.iam.policy_validation import IAMTrustPolicyDocumentValidator

PRINCIPAL = re.compile(r"^arn:[^:]+:iam::(\d{12}):(role|user)(/.*)$")
UNIQUE_ID = re.compile(r"^(AROA|AIDA)[A-Z0-9]{12,}$")
page_items_max = [1000]


def page(request, name, rows, default=100):
    """One page of `rows` as IAM cuts it; a test may make pages shorter than asked for."""
    start = int(request._get_param("Marker") or 0)
    size = min(int(request._get_param("MaxItems") or default), page_items_max[0])
    result = {name: rows[start:start + size], "IsTruncated": start + size < len(rows)}
    if result["IsTruncated"]:
        result["Marker"] = str(start + size)
    return result


def account_details():
    """moto: MaxItems and Marker ignored, trust policies not URL-encoded, policies without name and id."""

    def answer(self):
        found = self.backend.get_account_authorization_details(self._get_param("Filter", []))
        lists = (("UserDetailList", "users"), ("GroupDetailList", "groups"), ("RoleDetailList", "roles"), ("Policies", "managed_policies"))
        rows = [(name, item) for name, key in lists for item in sorted(found[key], key=lambda item: item.arn)]
        cut = page(self, "rows", rows)
        result = {name: [item for kind, item in cut["rows"] if kind == name] for name, _ in lists}
        return ActionResult({**result, **{key: value for key, value in cut.items() if key != "rows"}})

    responses.IamResponse.get_account_authorization_details = answer
    documents = "GetAccountAuthorizationDetailsResponse.RoleDetailList.RoleDetail.AssumeRolePolicyDocument"
    responses.IamResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER[documents] = (
        lambda value: quote(value if isinstance(value, str) else json.dumps(value), safe=""))
    for attribute, source in (("policy_name", "name"), ("policy_id", "id")):
        if not hasattr(models.ManagedPolicy, attribute):
            setattr(models.ManagedPolicy, attribute, property(functools.partial(lambda self, key: getattr(self, key), key=source)))


def lists():
    """moto: ListRolePolicies and ListPolicyVersions know no pages; versions carry their documents."""

    def role_policies(self):
        return ActionResult(page(self, "PolicyNames", sorted(self.backend.list_role_policies(self._get_param("RoleName")))))

    def versions(self):
        found = self.backend.list_policy_versions(self._get_param("PolicyArn"))
        shown = [{"VersionId": v.version_id, "IsDefaultVersion": v.is_default, "CreateDate": v.create_date} for v in reversed(found)]
        return ActionResult(page(self, "Versions", shown))

    responses.IamResponse.list_role_policies = role_policies
    responses.IamResponse.list_policy_versions = versions


def _replace(owner, name, make):
    setattr(owner, name, functools.wraps(getattr(owner, name))(make(getattr(owner, name))))


def check_trust(backend, text):
    """Refuses what AWS refuses in a trust policy, unknown principals of this account included."""
    IAMTrustPolicyDocumentValidator(text).validate()
    for statement in _list(json.loads(text)["Statement"]):
        principal = statement.get("Principal")
        for arn in _list(principal.get("AWS")) if isinstance(principal, dict) else []:
            if not principal_exists(backend, arn) or is_dead_id(backend, arn):
                raise MalformedPolicyDocument(f'Invalid principal in policy: "AWS":"{arn}"')


def principal_exists(backend, text):
    """Whether a principal named by ARN is there; what is of another account is believed."""
    found = PRINCIPAL.match(text) if isinstance(text, str) else None
    if found is None or found.group(1) != backend.account_id:
        return True
    entities = backend.roles.values() if found.group(2) == "role" else backend.users.values()
    return any(entity.arn == text for entity in entities)


def is_dead_id(backend, text):
    """Whether this is the unique id of a role or user that is not there (any more)."""
    if not isinstance(text, str) or not UNIQUE_ID.match(text):
        return False
    return not any(entity.id == text for entity in [*backend.roles.values(), *backend.users.values()])


def _list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def roles():
    """moto: any text is a trust policy at creation, names differ by case, session lengths have no range, no quotas."""
    backend = models.IAMBackend

    def create(inner):
        def call(self, role_name, assume_role_policy_document, path, permissions_boundary, description, tags, max_session_duration, **rest):
            if not re.fullmatch(r"[\w+=,.@-]{1,64}", role_name or ""):
                raise ValidationError(f"1 validation error detected: Value '{role_name}' at 'roleName' failed to satisfy constraint")
            if any(role.name.lower() == role_name.lower() for role in self.roles.values()):
                raise EntityAlreadyExists(f"Role with name {role_name} already exists.")
            check_trust(self, assume_role_policy_document)
            _check_session(max_session_duration)
            check_boundary(self, permissions_boundary)
            return inner(
                self, role_name, assume_role_policy_document, path, permissions_boundary, description, tags, max_session_duration, **rest)
        return call

    def update_trust(inner):
        def call(self, role_name, policy_document):
            self.get_role(role_name)
            check_trust(self, policy_document)
            return inner(self, role_name, policy_document)
        return call

    def update(inner):
        def call(self, role_name, role_description, max_session_duration):
            _check_session(max_session_duration)
            return inner(self, role_name, role_description, max_session_duration)
        return call

    def boundary(inner):
        def call(self, role_name, permissions_boundary):
            check_boundary(self, permissions_boundary)
            return inner(self, role_name, permissions_boundary)
        return call

    def put_policy(inner):
        def call(self, role_name, policy_name, policy_json):
            role = self.get_role(role_name)
            others = sum(policy_size(text) for name, text in role.policies.items() if name != policy_name)
            if others + policy_size(policy_json) > 10240:
                raise LimitExceededException(f"Maximum policy size of 10240 bytes exceeded for role {role_name}")
            return inner(self, role_name, policy_name, policy_json)
        return call

    def attach(inner):
        def call(self, policy_arn, role_name):
            role = self.get_role(role_name)
            if policy_arn in role.managed_policies:
                return None
            if len(role.managed_policies) >= 10:
                raise LimitExceededException("Cannot exceed quota for PoliciesPerRole: 10")
            return inner(self, policy_arn, role_name)
        return call

    for name, make in (("create_role", create), ("update_assume_role_policy", update_trust), ("update_role", update),
                       ("put_role_permissions_boundary", boundary), ("put_role_policy", put_policy), ("attach_role_policy", attach)):
        _replace(backend, name, make)


def policy_size(text):
    return len(re.sub(r"\s", "", text if isinstance(text, str) else json.dumps(text)))


def _check_session(seconds):
    if seconds is not None and not 3600 <= int(seconds) <= 43200:
        raise ValidationError(f"1 validation error detected: Value '{seconds}' at 'maxSessionDuration' failed to satisfy constraint")


def check_boundary(backend, arn):
    if arn and arn not in backend.managed_policies:
        raise NotFoundException(f"Policy {arn} does not exist or is not attachable.")


def policies():
    """moto: one name may stand under two paths, no size limit, a policy in use or with versions can be deleted."""
    backend = models.IAMBackend

    def create(inner):
        def call(self, description, path, policy_document, policy_name, tags):
            if any(p.name.lower() == policy_name.lower() for p in self.managed_policies.values() if ":aws:policy" not in p.arn):
                raise EntityAlreadyExists(f"A policy called {policy_name} already exists. Duplicate names are not allowed.")
            _check_document_size(policy_document)
            return inner(self, description, path, policy_document, policy_name, tags)
        return call

    def create_version(inner):
        def call(self, policy_arn, policy_document, set_as_default):
            self.get_policy(policy_arn)
            _check_document_size(policy_document)
            return inner(self, policy_arn, policy_document, set_as_default)
        return call

    def delete(inner):
        def call(self, policy_arn):
            policy = self.get_policy(policy_arn)
            holders = [*self.roles.values(), *self.users.values(), *self.groups.values()]
            if any(policy_arn in holder.managed_policies for holder in holders):
                raise DeleteConflictException("Cannot delete a policy attached to entities.")
            if len(policy.versions) > 1:
                raise DeleteConflictException("This policy has more than one version. Before you delete a policy, you must delete its versions.")
            return inner(self, policy_arn)
        return call

    for name, make in (("create_policy", create), ("create_policy_version", create_version), ("delete_policy", delete)):
        _replace(backend, name, make)


def _check_document_size(text):
    if policy_size(text) > 6144:
        raise LimitExceededException("Cannot exceed quota for PolicySize: 6144")


def close():
    for patch in (account_details, lists, roles, policies):
        patch()
