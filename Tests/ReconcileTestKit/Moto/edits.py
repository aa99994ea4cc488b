"""What people do to an account behind the daemon's back.

`CHANGES` are drift: each says what it touches and which aspects must be found, with their kind.
`SAME` rewrites bytes and leaves the meaning alone: nothing must be found.
`GONE` takes a whole resource away.
Each is done to a resource of its own, so that all can be done at once.
"""
import copy
import json

from estate_parts import ACCOUNT, BOUNDARY, document

CHANGES, SAME, GONE = [], [], []


class Edit:
    """`find` tells which of the estate's resources fit; `apply(aws, resource, estate)` does it."""

    def __init__(self, name, kind, apply, expected=(), find=lambda resource: True):
        self.name, self.kind, self.apply, self.expected, self.find = name, kind, apply, expected, find

    def describe(self, resource):
        region = "us-east-1/" if self.kind == "KMSKey" else ""
        return {"edit": self.name, "resource": f"prod/{region}{self.kind}/{resource['name']}",
                "expected": [{"aspect": fill(aspect, resource), "kind": kind} for aspect, kind in self.expected]}


def fill(aspect, resource):
    """The aspect with what only the resource knows."""
    for name, value in (("own", resource.get("attached", [""])[0]), ("group", resource.get("group")), ("member", (resource.get("members") or [""])[0]),
                        ("key", (resource.get("keys") or [""])[0]), ("newKey", resource.get("new_key")), ("grant", resource.get("grant")),
                        ("second", resource.get("whole", {}).get("aliases", ["", ""])[1])):
        aspect = aspect.replace("{" + name + "}", value or "")
    return aspect


def change(kind, *expected, find=lambda resource: True):
    return lambda function: CHANGES.append(Edit(function.__name__.replace("_", "-"), kind, function, expected, find)) or function


def same(kind, find=lambda resource: True):
    return lambda function: SAME.append(Edit(function.__name__.replace("_", "-"), kind, function, (), find)) or function


def gone(kind, find=lambda resource: True):
    return lambda function: GONE.append(Edit(function.__name__.replace("_", "-"), kind, function, [("existence", "missing")], find)) or function


def shape(number):
    return lambda role: role["shape"] == number


def plain(role):
    return not role["boundary"] and not role["declares_no_boundary"]


def targets(edits, estate):
    """Each edit with a resource that no other edit has."""
    lists = {"Role": list(estate["roles"]), "User": list(estate["users"]), "Group": list(estate["groups"]), "KMSKey": list(estate["keys"]),
             "ManagedPolicy": [policy for policy in estate["policies"] if policy["name"] != BOUNDARY]}
    chosen = []
    for edit in sorted(edits, key=lambda edit: bool(edit.find(SENTINEL[edit.kind]))):
        resource = next((candidate for candidate in lists[edit.kind] if edit.find(candidate)), None)
        if resource is None:
            raise ValueError(f"the estate has no {edit.kind} left for {edit.name}")
        lists[edit.kind].remove(resource)
        chosen.append((edit, resource))
    return chosen


# Edits that fit any resource choose last: these fit every unfussy edit and no fussy one.
SENTINEL = {
    "Role": {"name": "", "shape": -1, "boundary": None, "declares_no_boundary": False, "inline": {}, "attached": []},
    "ManagedPolicy": {"name": "", "tags": None}, "KMSKey": {"name": ""},
    "User": {"name": "", "boundary": None, "declares_groups": False}, "Group": {"name": "", "declares_members": False},
}


def possible(edits, estate):
    """Those for which the estate has the parts: users, groups, and keys that are declared whole."""
    has = {"User": bool(estate["users"]), "Group": bool(estate["groups"])}
    has_whole_keys = any("whole" in key for key in estate["keys"])
    return [edit for edit in edits if has.get(edit.kind, True) and (has_whole_keys or not getattr(edit.find, "needs_whole", False))]


def whole(**expected):
    """Fits keys that are declared whole, with these values among what is declared."""
    def fits(key):
        return "whole" in key and all(key["whole"][name] == value for name, value in expected.items())

    fits.needs_whole = True
    return fits


# Roles: who may assume them.
def put_trust(aws, role, text):
    aws.iam.update_assume_role_policy(RoleName=role["name"], PolicyDocument=text if isinstance(text, str) else json.dumps(text))


@change("Role", ("trustPolicy", "modified"))
def trust_principal_added(aws, role, _):
    text = copy.deepcopy(role["trust"])
    text["Statement"].append({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "sts:AssumeRole"})
    put_trust(aws, role, text)


@change("Role", ("trustPolicy", "modified"))
def trust_opened_to_all(aws, role, _):
    put_trust(aws, role, document({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}))


@change("Role", ("trustPolicy", "modified"), find=shape(0))
def trust_condition_removed(aws, role, _):
    text = copy.deepcopy(role["trust"])
    del text["Statement"][0]["Condition"]
    put_trust(aws, role, text)


@change("Role", ("trustPolicy", "modified"), find=shape(1))
def trust_external_id_changed(aws, role, _):
    text = copy.deepcopy(role["trust"])
    text["Statement"][0]["Condition"]["StringEquals"]["sts:ExternalId"] = "another"
    put_trust(aws, role, text)


@change("Role", ("trustPolicy", "modified"), find=shape(2))
def trust_service_removed(aws, role, _):
    text = copy.deepcopy(role["trust"])
    text["Statement"][0]["Principal"]["Service"] = "sagemaker.amazonaws.com"
    put_trust(aws, role, text)


@change("Role", ("trustPolicy", "modified"))
def trust_turned_to_deny(aws, role, _):
    text = copy.deepcopy(role["trust"])
    text["Statement"][0]["Effect"] = "Deny"
    put_trust(aws, role, text)


# Roles: inline policies.
def put_inline(aws, role, text, name="graph-access"):
    aws.iam.put_role_policy(RoleName=role["name"], PolicyName=name, PolicyDocument=text if isinstance(text, str) else json.dumps(text))


def inline(role):
    return copy.deepcopy(role["inline"]["graph-access"])


@change("Role", ("inlinePolicies[graph-access]", "modified"))
def inline_resource_widened(aws, role, _):
    text = inline(role)
    text["Statement"][0]["Resource"] = "*"
    put_inline(aws, role, text)


@change("Role", ("inlinePolicies[graph-access]", "modified"))
def inline_action_added(aws, role, _):
    text = inline(role)
    text["Statement"][1]["Action"].append("s3:DeleteObject")
    put_inline(aws, role, text)


@change("Role", ("inlinePolicies[graph-access]", "modified"))
def inline_statement_removed(aws, role, _):
    text = inline(role)
    del text["Statement"][1]
    put_inline(aws, role, text)


@change("Role", ("inlinePolicies[graph-access]", "modified"))
def inline_deny_added(aws, role, _):
    text = inline(role)
    text["Statement"].append({"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"})
    put_inline(aws, role, text)


@change("Role", ("inlinePolicies[graph-access]", "modified"))
def inline_condition_added(aws, role, _):
    text = inline(role)
    text["Statement"][0]["Condition"] = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    put_inline(aws, role, text)


@change("Role", ("inlinePolicies[graph-access]", "modified"))
def inline_resource_in_other_case(aws, role, _):
    text = inline(role)
    text["Statement"][1]["Resource"] = [arn.replace("graph-loads", "Graph-Loads") for arn in text["Statement"][1]["Resource"]]
    put_inline(aws, role, text)


@change("Role", ("inlinePolicies[graph-access]", "missing"))
def inline_removed(aws, role, _):
    aws.iam.delete_role_policy(RoleName=role["name"], PolicyName="graph-access")


@change("Role", ("inlinePolicies[back-door]", "extra"))
def inline_added(aws, role, _):
    put_inline(aws, role, document({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}), name="back-door")


# Roles: attached policies and boundaries.
@change("Role", ("managedPolicies[{own}]", "missing"))
def attached_removed(aws, role, _):
    aws.iam.detach_role_policy(RoleName=role["name"], PolicyArn=role["attached"][0])


@change("Role", ("managedPolicies[arn:aws:iam::aws:policy/AdministratorAccess]", "extra"))
def attached_added(aws, role, _):
    aws.iam.attach_role_policy(RoleName=role["name"], PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")


@change("Role", ("managedPolicies[{own}]", "missing"), ("managedPolicies[arn:aws:iam::aws:policy/PowerUserAccess]", "extra"))
def attached_swapped(aws, role, _):
    aws.iam.detach_role_policy(RoleName=role["name"], PolicyArn=role["attached"][0])
    aws.iam.attach_role_policy(RoleName=role["name"], PolicyArn="arn:aws:iam::aws:policy/PowerUserAccess")


@change("Role", ("permissionsBoundary", "missing"), find=lambda role: role["boundary"])
def boundary_removed(aws, role, _):
    aws.iam.delete_role_permissions_boundary(RoleName=role["name"])


@change("Role", ("permissionsBoundary", "modified"), find=lambda role: role["boundary"])
def boundary_changed(aws, role, _):
    aws.iam.put_role_permissions_boundary(RoleName=role["name"], PermissionsBoundary="arn:aws:iam::aws:policy/PowerUserAccess")


@change("Role", ("permissionsBoundary", "extra"), find=lambda role: role["declares_no_boundary"])
def boundary_added(aws, role, _):
    aws.iam.put_role_permissions_boundary(RoleName=role["name"], PermissionsBoundary="arn:aws:iam::aws:policy/ReadOnlyAccess")


# Roles: tags, description, session length, existence.
@change("Role", ("tags[who]", "extra"))
def tag_added(aws, role, _):
    aws.iam.tag_role(RoleName=role["name"], Tags=[{"Key": "who", "Value": "me"}])


@change("Role", ("tags[team]", "modified"))
def tag_changed(aws, role, _):
    aws.iam.tag_role(RoleName=role["name"], Tags=[{"Key": "team", "Value": "another"}])


@change("Role", ("tags[cost-center]", "missing"))
def tag_removed(aws, role, _):
    aws.iam.untag_role(RoleName=role["name"], TagKeys=["cost-center"])


@change("Role", ("description", "modified"))
def description_changed(aws, role, _):
    aws.iam.update_role(RoleName=role["name"], Description="borrowed", MaxSessionDuration=role["session"])


@change("Role", ("maxSessionDuration", "modified"))
def session_lengthened(aws, role, _):
    aws.iam.update_role(RoleName=role["name"], Description=role["description"], MaxSessionDuration=21600)


# Managed policies.
def new_version(aws, policy, text, is_default=True):
    written = text if isinstance(text, str) else json.dumps(text)
    return aws.iam.create_policy_version(PolicyArn=policy["arn"], PolicyDocument=written, SetAsDefault=is_default)["PolicyVersion"]["VersionId"]


def wider(policy, action="kms:ScheduleKeyDeletion"):
    text = copy.deepcopy(policy["document"])
    text["Statement"][0]["Action"].append(action)
    return text


@change("ManagedPolicy", ("document", "modified"))
def policy_changed(aws, policy, _):
    new_version(aws, policy, wider(policy))


@change("ManagedPolicy", ("document", "modified"))
def policy_condition_removed(aws, policy, _):
    text = copy.deepcopy(policy["document"])
    del text["Statement"][0]["Condition"]
    new_version(aws, policy, text)


@change("ManagedPolicy", ("document", "modified"))
def policy_versions_full(aws, policy, _):
    for number in range(4):
        new_version(aws, policy, wider(policy, f"kms:Sign{number}"), is_default=number == 3)


@change("ManagedPolicy", ("document", "modified"))
def policy_default_moved(aws, policy, _):
    version = new_version(aws, policy, wider(policy), is_default=False)
    aws.iam.set_default_policy_version(PolicyArn=policy["arn"], VersionId=version)


@change("ManagedPolicy", ("tags[unit]", "modified"), find=lambda policy: policy["tags"])
def policy_tag_changed(aws, policy, _):
    aws.iam.tag_policy(PolicyArn=policy["arn"], Tags=[{"Key": "unit", "Value": "other"}])


@change("ManagedPolicy", ("tags[who]", "extra"), find=lambda policy: policy["tags"])
def policy_tag_added(aws, policy, _):
    aws.iam.tag_policy(PolicyArn=policy["arn"], Tags=[{"Key": "who", "Value": "me"}])


# Key policies and keys.
def put_key(aws, key, text):
    aws.kms.put_key_policy(KeyId=key["id"], PolicyName="default", Policy=text if isinstance(text, str) else json.dumps(text))


def key_text(key):
    return copy.deepcopy(key["policy"])


@change("KMSKey", ("keyPolicy", "modified"))
def key_statement_added(aws, key, _):
    text = key_text(key)
    text["Statement"].append(
        {"Sid": "Visitor", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "kms:Decrypt", "Resource": "*"})
    put_key(aws, key, text)


@change("KMSKey", ("keyPolicy", "modified"))
def key_statement_removed(aws, key, _):
    text = key_text(key)
    del text["Statement"][1]
    put_key(aws, key, text)


@change("KMSKey", ("keyPolicy", "modified"))
def key_user_replaced(aws, key, _):
    text = key_text(key)
    text["Statement"][1]["Principal"]["AWS"] = text["Statement"][1]["Principal"]["AWS"][0]
    put_key(aws, key, text)


@change("KMSKey", ("keyPolicy", "modified"))
def key_action_widened(aws, key, _):
    text = key_text(key)
    text["Statement"][1]["Action"] = "kms:*"
    put_key(aws, key, text)


@change("KMSKey", ("keyPolicy", "modified"))
def key_condition_removed(aws, key, _):
    text = key_text(key)
    del text["Statement"][2]["Condition"]
    put_key(aws, key, text)


@change("KMSKey", ("enabled", "modified"))
def key_disabled(aws, key, _):
    aws.kms.disable_key(KeyId=key["id"])


@change("KMSKey", ("enabled", "modified"))
def key_deletion_scheduled(aws, key, _):
    aws.kms.schedule_key_deletion(KeyId=key["id"], PendingWindowInDays=7)


# Whole resources.
@gone("Role")
def role_deleted(aws, role, _):
    for name in role["inline"]:
        aws.iam.delete_role_policy(RoleName=role["name"], PolicyName=name)
    for arn in role["attached"]:
        aws.iam.detach_role_policy(RoleName=role["name"], PolicyArn=arn)
    aws.iam.delete_role(RoleName=role["name"])


@gone("ManagedPolicy", find=lambda policy: policy["name"].startswith("graph-loose"))
def policy_deleted(aws, policy, _):
    aws.iam.delete_policy(PolicyArn=policy["arn"])


# The same in other bytes.
@same("Role")
def inline_statements_swapped(aws, role, _):
    text = inline(role)
    text["Statement"].reverse()
    put_inline(aws, role, text)


@same("Role")
def inline_actions_reordered(aws, role, _):
    text = inline(role)
    text["Statement"][0]["Action"].reverse()
    text["Statement"][1]["Resource"].reverse()
    put_inline(aws, role, text)


@same("Role")
def inline_action_case(aws, role, _):
    text = inline(role)
    text["Statement"][1]["Action"] = ["S3:getobject", "s3:LISTBUCKET"]
    put_inline(aws, role, text)


@same("Role")
def inline_action_twice(aws, role, _):
    text = inline(role)
    text["Statement"][1]["Action"].append("s3:GetObject")
    put_inline(aws, role, text)


@same("Role")
def inline_whitespace(aws, role, _):
    put_inline(aws, role, json.dumps(inline(role), indent=7))


@same("Role")
def inline_lists_for_single_values(aws, role, _):
    text = inline(role)
    text["Statement"][0]["Resource"] = [text["Statement"][0]["Resource"]]
    put_inline(aws, role, text)


@same("Role", find=shape(1))
def trust_account_id_for_root(aws, role, _):
    text = copy.deepcopy(role["trust"])
    text["Statement"][0]["Principal"]["AWS"] = ACCOUNT
    put_trust(aws, role, text)


@same("Role", find=shape(1))
def trust_boolean_without_quotes(aws, role, _):
    text = copy.deepcopy(role["trust"])
    text["Statement"][0]["Condition"]["Bool"]["aws:MultiFactorAuthPresent"] = True
    put_trust(aws, role, text)


@same("Role", find=shape(2))
def trust_principals_reordered(aws, role, _):
    text = copy.deepcopy(role["trust"])
    text["Statement"][0]["Principal"]["Service"].reverse()
    put_trust(aws, role, text)


@same("Role", find=shape(3))
def trust_single_statement_without_list(aws, role, _):
    put_trust(aws, role, {"Statement": role["trust"]["Statement"][0], "Version": "2012-10-17"})


@same("Role", find=shape(3))
def trust_other_sid(aws, role, _):
    text = copy.deepcopy(role["trust"])
    text["Statement"][0]["Sid"] = "Renamed"
    put_trust(aws, role, text)


@same("ManagedPolicy")
def policy_reordered_in_a_new_version(aws, policy, _):
    text = copy.deepcopy(policy["document"])
    text["Statement"][0]["Action"].reverse()
    text["Statement"][0]["Condition"]["StringEquals"]["kms:ViaService"].reverse()
    new_version(aws, policy, text)


@same("ManagedPolicy")
def policy_version_that_is_not_the_default(aws, policy, _):
    new_version(aws, policy, wider(policy), is_default=False)


@same("KMSKey")
def key_statements_reordered(aws, key, _):
    text = key_text(key)
    text["Statement"].reverse()
    text["Statement"][1]["Principal"]["AWS"].reverse()
    put_key(aws, key, text)


@same("KMSKey")
def key_account_id_for_root(aws, key, _):
    text = key_text(key)
    text["Statement"][0]["Principal"]["AWS"] = ACCOUNT
    put_key(aws, key, text)


@same("KMSKey")
def key_policy_id_added(aws, key, _):
    put_key(aws, key, {"Id": "key-consolepolicy-3", **key_text(key)})
