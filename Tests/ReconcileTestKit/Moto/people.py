"""Users and groups of the estate: planned as data, created, and declared as manifests.

User i is in group i modulo the number of groups. That is declared by the user where the group's number is odd, else by the group.
"""
import json

from estate_parts import AWS_POLICIES, BOUNDARY, PATHS, account_arn, document, manifest, tag_list


def plan_group(index, policies):
    path = PATHS[index % 3]
    attached = [policies[index % len(policies)]["arn"]] if policies else []
    return {"name": f"graph-group-{index:02d}", "path": path, "arn": account_arn(f"group{path}graph-group-{index:02d}"),
            "inline": {"browse": document({"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": f"arn:aws:s3:::graph-loads-{index % 7}"})},
            "attached": attached, "members": [], "declares_members": index % 2 == 0}


def plan_user(index, groups, policies, boundary):
    path, group = PATHS[index % 3], groups[index % len(groups)] if groups else None
    name = f"graph-user-{index:02d}"
    if group:
        group["members"].append(name)
    return {
        "name": name, "path": path, "arn": account_arn(f"user{path}{name}"),
        "inline": {"load": document({"Sid": "Load", "Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"],
                                     "Resource": f"arn:aws:s3:::graph-loads-{index % 7}/*"})},
        "attached": [policies[index % len(policies)]["arn"]] if policies else [f"arn:aws:iam::aws:policy/{AWS_POLICIES[0]}"],
        "group": group["name"] if group else None, "declares_groups": bool(group) and not group["declares_members"],
        "boundary": boundary["arn"] if boundary and index % 2 else None, "tags": {"team": "graph", "desk": f"d{index:02d}"}, "keys": [],
    }


def create_group(aws, group):
    aws.iam.create_group(GroupName=group["name"], Path=group["path"])
    for name, text in group["inline"].items():
        aws.iam.put_group_policy(GroupName=group["name"], PolicyName=name, PolicyDocument=json.dumps(text))
    for arn in group["attached"]:
        aws.iam.attach_group_policy(GroupName=group["name"], PolicyArn=arn)


def create_user(aws, user):
    extra = {"PermissionsBoundary": user["boundary"]} if user["boundary"] else {}
    aws.iam.create_user(UserName=user["name"], Path=user["path"], Tags=tag_list(user["tags"]), **extra)
    for name, text in user["inline"].items():
        aws.iam.put_user_policy(UserName=user["name"], PolicyName=name, PolicyDocument=json.dumps(text))
    for arn in user["attached"]:
        aws.iam.attach_user_policy(UserName=user["name"], PolicyArn=arn)
    if user["group"]:
        aws.iam.add_user_to_group(UserName=user["name"], GroupName=user["group"])
    user["keys"] = [aws.iam.create_access_key(UserName=user["name"])["AccessKey"]["AccessKeyId"]]


def group_manifest(group):
    spec = {"path": group["path"], "inlinePolicies": group["inline"], "managedPolicies": group["attached"]}
    if group["declares_members"]:
        spec["members"] = [f"User/{name}" for name in group["members"]]
    return manifest("Group", group["name"], spec)


def user_manifest(user):
    spec = {"path": user["path"], "inlinePolicies": user["inline"], "managedPolicies": user["attached"], "accessKeys": user["keys"],
            "permissionsBoundary": f"ManagedPolicy/{BOUNDARY}" if user["boundary"] else None, "tags": user["tags"]}
    if user["declares_groups"]:
        spec["groups"] = [f"Group/{user['group']}"]
    return manifest("User", user["name"], spec)
