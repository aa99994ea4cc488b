"""What people do to users and groups; see edits.py."""
import copy
import json

from edits import change, gone, same
from estate_parts import document

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def put(aws, user, text, name="load"):
    aws.iam.put_user_policy(UserName=user["name"], PolicyName=name, PolicyDocument=json.dumps(text))


def load(user):
    return copy.deepcopy(user["inline"]["load"])


def bounded(user):
    return bool(user["boundary"])


def unbounded(user):
    return user["boundary"] is None and bool(user["name"])


def declares_groups(user):
    return user["declares_groups"]


def declares_members(group):
    return group["declares_members"]


@change("User", ("inlinePolicies[load]", "modified"))
def user_inline_widened(aws, user, _):
    text = load(user)
    text["Statement"][0]["Action"].append("s3:DeleteObject")
    put(aws, user, text)


@change("User", ("inlinePolicies[load]", "missing"))
def user_inline_removed(aws, user, _):
    aws.iam.delete_user_policy(UserName=user["name"], PolicyName="load")


@change("User", ("inlinePolicies[back-door]", "extra"))
def user_inline_added(aws, user, _):
    put(aws, user, document({"Effect": "Allow", "Action": "iam:*", "Resource": "*"}), name="back-door")


@change("User", ("managedPolicies[{own}]", "missing"))
def user_detached(aws, user, _):
    aws.iam.detach_user_policy(UserName=user["name"], PolicyArn=user["attached"][0])


@change("User", (f"managedPolicies[{ADMINISTRATOR}]", "extra"))
def user_attached(aws, user, _):
    aws.iam.attach_user_policy(UserName=user["name"], PolicyArn=ADMINISTRATOR)


@change("User", ("groups[{group}]", "missing"), find=declares_groups)
def user_left_a_group(aws, user, _):
    aws.iam.remove_user_from_group(UserName=user["name"], GroupName=user["group"])


@change("User", ("groups[visitors]", "extra"), find=declares_groups)
def user_joined_a_group(aws, user, _):
    aws.iam.create_group(GroupName="visitors")
    aws.iam.add_user_to_group(UserName=user["name"], GroupName="visitors")


@change("User", ("permissionsBoundary", "missing"), find=bounded)
def user_boundary_removed(aws, user, _):
    aws.iam.delete_user_permissions_boundary(UserName=user["name"])


@change("User", ("permissionsBoundary", "extra"), find=unbounded)
def user_boundary_added(aws, user, _):
    aws.iam.put_user_permissions_boundary(UserName=user["name"], PermissionsBoundary="arn:aws:iam::aws:policy/ReadOnlyAccess")


@change("User", ("accessKeys[{newKey}]", "extra"))
def user_key_added(aws, user, _):
    user["new_key"] = aws.iam.create_access_key(UserName=user["name"])["AccessKey"]["AccessKeyId"]


@change("User", ("accessKeys[{key}]", "missing"))
def user_key_made_inactive(aws, user, _):
    aws.iam.update_access_key(UserName=user["name"], AccessKeyId=user["keys"][0], Status="Inactive")


@change("User", ("tags[desk]", "modified"))
def user_tag_changed(aws, user, _):
    aws.iam.tag_user(UserName=user["name"], Tags=[{"Key": "desk", "Value": "elsewhere"}])


@change("User", ("tags[team]", "missing"))
def user_tag_removed(aws, user, _):
    aws.iam.untag_user(UserName=user["name"], TagKeys=["team"])


@change("User", ("tags[who]", "extra"))
def user_tag_added(aws, user, _):
    aws.iam.tag_user(UserName=user["name"], Tags=[{"Key": "who", "Value": "me"}])


@change("User", ("path", "modified"))
def user_moved(aws, user, _):
    aws.iam.update_user(UserName=user["name"], NewPath="/elsewhere/")


@change("Group", ("inlinePolicies[browse]", "modified"))
def group_inline_widened(aws, group, _):
    text = copy.deepcopy(group["inline"]["browse"])
    text["Statement"][0]["Action"].append("s3:DeleteBucket")
    aws.iam.put_group_policy(GroupName=group["name"], PolicyName="browse", PolicyDocument=json.dumps(text))


@change("Group", ("inlinePolicies[back-door]", "extra"))
def group_inline_added(aws, group, _):
    text = document({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"})
    aws.iam.put_group_policy(GroupName=group["name"], PolicyName="back-door", PolicyDocument=json.dumps(text))


@change("Group", ("managedPolicies[{own}]", "missing"))
def group_detached(aws, group, _):
    aws.iam.detach_group_policy(GroupName=group["name"], PolicyArn=group["attached"][0])


@change("Group", (f"managedPolicies[{ADMINISTRATOR}]", "extra"))
def group_attached(aws, group, _):
    aws.iam.attach_group_policy(GroupName=group["name"], PolicyArn=ADMINISTRATOR)


@change("Group", ("members[{member}]", "missing"), find=declares_members)
def group_member_removed(aws, group, _):
    aws.iam.remove_user_from_group(UserName=group["members"][0], GroupName=group["name"])


@change("Group", ("members[visitor]", "extra"), find=declares_members)
def group_member_added(aws, group, _):
    aws.iam.create_user(UserName="visitor")
    aws.iam.add_user_to_group(UserName="visitor", GroupName=group["name"])


@change("Group", ("path", "modified"))
def group_moved(aws, group, _):
    aws.iam.update_group(GroupName=group["name"], NewPath="/elsewhere/")


@gone("User")
def user_deleted(aws, user, _):
    name = user["name"]
    for policy in user["inline"]:
        aws.iam.delete_user_policy(UserName=name, PolicyName=policy)
    for arn in user["attached"]:
        aws.iam.detach_user_policy(UserName=name, PolicyArn=arn)
    if user["group"]:
        aws.iam.remove_user_from_group(UserName=name, GroupName=user["group"])
    for key in user["keys"]:
        aws.iam.delete_access_key(UserName=name, AccessKeyId=key)
    aws.iam.delete_user(UserName=name)


@same("User")
def user_inline_reordered(aws, user, _):
    text = load(user)
    text["Statement"][0]["Action"].reverse()
    put(aws, user, text)


@same("User")
def user_has_an_inactive_key(aws, user, _):
    key = aws.iam.create_access_key(UserName=user["name"])["AccessKey"]["AccessKeyId"]
    aws.iam.update_access_key(UserName=user["name"], AccessKeyId=key, Status="Inactive")


@same("Group")
def group_inline_with_a_list(aws, group, _):
    text = copy.deepcopy(group["inline"]["browse"])
    text["Statement"][0]["Resource"] = [text["Statement"][0]["Resource"]]
    aws.iam.put_group_policy(GroupName=group["name"], PolicyName="browse", PolicyDocument=json.dumps(text))
