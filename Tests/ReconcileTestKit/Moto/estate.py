#!/usr/bin/env python3
"""A deterministic estate: planned as data, created through boto3, and declared as manifests.

usage: estate.py --endpoint URL --folder DIR [--roles 10] [--policies 3] [--keys 2] [--foreign 2] [--users 0] [--groups 0]

Roles have three paths, four shapes of trust policy, one or two inline policies, two attached policies,
a boundary on every fifth (declared as absent on every fifth after it), a description, a session length
and three tags. What is foreign exists and is declared nowhere.
"""
import argparse
import concurrent.futures
import functools
import json
import os
import sys

import boto3
import yaml
import people
from botocore.config import Config
from estate_parts import ACCOUNT, AWS_POLICIES, BOUNDARY, PATHS, REGION, account_arn, document, manifest, tag_list



class AWS:
    """Clients that sign as somebody who is not the daemon; sessions are made once, clients are safe in threads."""

    def __init__(self, endpoint, access_key="AKIASOMEBODYELSE0001", secret="s" * 40, agent="somebody-else/1.0"):
        session = boto3.session.Session(access_key, secret, region_name=REGION)
        options = Config(retries={"max_attempts": 2}, max_pool_connections=16, user_agent=agent)
        self._make = functools.partial(session.client, endpoint_url=endpoint, config=options)
        self.iam, self.kms = self._make("iam"), self._make("kms")
        self._made = {("iam", REGION): self.iam, ("kms", REGION): self.kms}

    def client(self, service, region=REGION):
        if (service, region) not in self._made:
            self._made[service, region] = self._make(service, region_name=region)
        return self._made[service, region]


def trust(index):
    shapes = (
        {"Effect": "Allow", "Principal": {"Service": "rds.amazonaws.com"}, "Action": "sts:AssumeRole",
         "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:*"}}},
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole",
         "Condition": {"StringEquals": {"sts:ExternalId": f"partner-{index:04d}"}, "Bool": {"aws:MultiFactorAuthPresent": "true"}}},
        {"Effect": "Allow", "Principal": {"Service": ["export.rds.amazonaws.com", "sagemaker.amazonaws.com"]}, "Action": "sts:AssumeRole"},
        {"Sid": "Compute", "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": ["sts:AssumeRole"]},
    )
    return document(shapes[index % 4])


def graph_access(index):
    bucket = f"arn:aws:s3:::graph-loads-{index % 7}"
    return document(
        {"Sid": "Query", "Effect": "Allow", "Action": ["neptune-db:ReadDataViaQuery", "neptune-db:GetEngineStatus", "neptune-db:connect"],
         "Resource": f"arn:aws:neptune-db:{REGION}:{ACCOUNT}:cluster-{index:04d}/*"},
        {"Sid": "Load", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": [bucket, bucket + "/*"]})


def log_access(index):
    return document({"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/graph/{index}:*"})


def key_use(index):
    return document({"Sid": "Kms", "Effect": "Allow", "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"],
                     "Resource": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/*",
                     "Condition": {"StringEquals": {"kms:ViaService": [f"rds.{REGION}.amazonaws.com", f"s3.{REGION}.amazonaws.com"],
                                                    "aws:ResourceTag/unit": f"u{index:03d}"}}})


def key_policy(users):
    return document(
        {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"},
        {"Sid": "Use", "Effect": "Allow", "Principal": {"AWS": users},
         "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:DescribeKey"], "Resource": "*"},
        {"Sid": "Grant", "Effect": "Allow", "Principal": {"AWS": users}, "Action": ["kms:CreateGrant", "kms:ListGrants"], "Resource": "*",
         "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}})


def plan(roles=10, policies=3, keys=2, foreign=2, users=0, groups=0, whole_keys=False):
    """The whole estate as data.

    `whole_keys`: keys are declared with rotation, aliases, grants, description and tags as well.
    """
    estate = {"policies": [plan_policy(f"graph-policy-{i:03d}", i) for i in range(policies)], "foreign": {}}
    boundary = plan_policy(BOUNDARY, 0, document({"Effect": "Allow", "Action": ["neptune-db:*", "s3:*", "kms:*", "logs:*"], "Resource": "*"}))
    loose = [plan_policy(f"graph-loose-{i}", i) for i in range(3 if policies else 0)]
    estate["roles"] = [plan_role(f"graph-role-{i:04d}", i, estate["policies"], boundary) for i in range(roles)]
    estate["keys"] = [{**plan_key(i, estate["roles"]), **(whole_key(i) if whole_keys else {})} for i in range(keys)]
    estate["groups"] = [people.plan_group(i, estate["policies"]) for i in range(groups)]
    estate["users"] = [people.plan_user(i, estate["groups"], estate["policies"], boundary) for i in range(users)]
    estate["policies"] += [boundary, *loose]
    estate["foreign"] = {
        "roles": [plan_role(f"foreign-role-{i:02d}", 4 * i + 2, [], None) for i in range(foreign)],
        "policies": [plan_policy(f"foreign-policy-{i:02d}", i) for i in range(foreign)],
        "keys": [{**plan_key(i, []), "name": f"foreign-key-{i:02d}", "alias": f"alias/foreign-key-{i:02d}"} for i in range(foreign)],
    }
    return estate


def plan_policy(name, index, text=None):
    path = PATHS[index % 3]
    return {"name": name, "path": path, "arn": f"arn:aws:iam::{ACCOUNT}:policy{path}{name}", "document": text or key_use(index),
            "description": f"policy {index}", "tags": {"unit": f"u{index:03d}"} if index % 4 == 0 else None}


def plan_role(name, index, policies, boundary):
    path = PATHS[index % 3]
    own = [policies[index % len(policies)]] if policies else []
    has_boundary = boundary is not None and index % 5 == 0
    inline = {"graph-access": graph_access(index), **({"logs": log_access(index)} if index % 3 == 0 else {})}
    return {
        "name": name, "path": path, "arn": f"arn:aws:iam::{ACCOUNT}:role{path}{name}", "trust": trust(index), "shape": index % 4, "inline": inline,
        "own": [policy["name"] for policy in own],
        "attached": [policy["arn"] for policy in own] + [f"arn:aws:iam::aws:policy/{AWS_POLICIES[index % 3]}"],
        "boundary": boundary["arn"] if has_boundary else None, "declares_no_boundary": index % 5 == 1,
        "description": f"role {index} of the graph team", "session": (3600, 7200, 43200)[index % 3],
        "tags": {"team": f"graph-{index % 3}", "stage": "prod" if index % 2 else "test", "cost-center": f"{1000 + index}"},
    }


def plan_key(index, roles):
    users = [roles[(2 * index + offset) % len(roles)]["arn"] for offset in (0, 1)] if roles else [f"arn:aws:iam::{ACCOUNT}:root"]
    return {"name": f"graph-key-{index:03d}", "alias": f"alias/graph-key-{index:03d}", "policy": key_policy(sorted(set(users))),
            "description": f"key {index}"}


def whole_key(index):
    return {"whole": {
        "rotation": index % 2 == 0, "aliases": [f"alias/graph-key-{index:03d}", f"alias/graph-second-{index:03d}"],
        "grants": [{"granteePrincipal": account_arn("root"), "operations": ["Decrypt", "DescribeKey"],
                    "constraints": {"encryptionContextEquals": {"graph": f"g{index}"}}}],
        "description": f"key {index}", "tags": {"unit": f"u{index:03d}", "stage": "prod"}}}


def create(aws, estate, workers=4):
    """Makes all of it; policies before roles, roles before the keys that name them."""
    foreign = estate["foreign"]
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda policy: create_policy(aws, policy), estate["policies"] + foreign["policies"]))
        list(pool.map(lambda role: create_role(aws, role), estate["roles"] + foreign["roles"]))
        list(pool.map(lambda group: people.create_group(aws, group), estate["groups"]))
        list(pool.map(lambda user: people.create_user(aws, user), estate["users"]))
        list(pool.map(lambda key: create_key(aws, key), estate["keys"] + foreign["keys"]))


def create_keys_only(aws, estate):
    """What has to be there first: keys are never created by the daemon. Their policies name nobody yet."""
    for key in estate["keys"]:
        create_key(aws, {**key, "policy": document(key["policy"]["Statement"][0])})


def create_policy(aws, policy):
    aws.iam.create_policy(PolicyName=policy["name"], Path=policy["path"], PolicyDocument=json.dumps(policy["document"]),
                          Description=policy["description"], Tags=tag_list(policy["tags"]))


def create_role(aws, role):
    extra = {"PermissionsBoundary": role["boundary"]} if role["boundary"] else {}
    aws.iam.create_role(RoleName=role["name"], Path=role["path"], AssumeRolePolicyDocument=json.dumps(role["trust"]),
                        Description=role["description"], MaxSessionDuration=role["session"], Tags=tag_list(role["tags"]), **extra)
    for name, text in role["inline"].items():
        aws.iam.put_role_policy(RoleName=role["name"], PolicyName=name, PolicyDocument=json.dumps(text))
    for arn in role["attached"]:
        aws.iam.attach_role_policy(RoleName=role["name"], PolicyArn=arn)


def create_key(aws, key):
    key["id"] = aws.kms.create_key(Policy=json.dumps(key["policy"]), Description=key["description"])["KeyMetadata"]["KeyId"]
    aws.kms.create_alias(AliasName=key["alias"], TargetKeyId=key["id"])
    if "whole" in key:
        complete_key(aws, key["id"], key["whole"])


def complete_key(aws, key_id, whole):
    for alias in whole["aliases"][1:]:
        aws.kms.create_alias(AliasName=alias, TargetKeyId=key_id)
    if whole["rotation"]:
        aws.kms.enable_key_rotation(KeyId=key_id)
    aws.kms.tag_resource(KeyId=key_id, Tags=[{"TagKey": key, "TagValue": value} for key, value in whole["tags"].items()])
    for grant in whole["grants"]:
        aws.kms.create_grant(KeyId=key_id, GranteePrincipal=grant["granteePrincipal"], Operations=grant["operations"],
                             Constraints={"EncryptionContextEquals": grant["constraints"]["encryptionContextEquals"]})


def role_manifest(role, index, folder):
    """Policies in the three ways that a manifest may give them: a map, JSON text, a file."""
    text = role["trust"]
    if index % 4 == 1:
        text = json.dumps(text)
    elif index % 4 == 2:
        with open(os.path.join(folder, f"{role['name']}-trust.json"), "w", encoding="utf-8") as file:
            json.dump(role["trust"], file, indent=2)
        text = {"file": f"{role['name']}-trust.json"}
    spec = {
        "path": role["path"], "description": role["description"], "maxSessionDuration": role["session"], "trustPolicy": text,
        "inlinePolicies": role["inline"], "managedPolicies": [f"ManagedPolicy/{name}" for name in role["own"]] + role["attached"][len(role["own"]):],
        "tags": role["tags"],
    }
    if role["boundary"]:
        spec["permissionsBoundary"] = f"ManagedPolicy/{BOUNDARY}"
    elif role["declares_no_boundary"]:
        spec["permissionsBoundary"] = None
    return manifest("Role", role["name"], spec)


def policy_manifest(policy):
    spec = {"path": policy["path"], "description": policy["description"], "document": policy["document"]}
    return manifest("ManagedPolicy", policy["name"], spec if policy["tags"] is None else {**spec, "tags": policy["tags"]})


def key_manifest(key):
    return manifest("KMSKey", key["name"], {"key": key["alias"], "keyPolicy": key["policy"], "enabled": True, **key.get("whole", {})})


def write_manifests(estate, folder):
    os.makedirs(folder, exist_ok=True)
    files = {
        "policies.yaml": [policy_manifest(policy) for policy in estate["policies"]],
        "keys.yaml": [key_manifest(key) for key in estate["keys"]],
        "people.yaml": [people.group_manifest(group) for group in estate["groups"]] + [people.user_manifest(user) for user in estate["users"]],
        "roles.yaml": [role_manifest(role, index, folder) for index, role in enumerate(estate["roles"])],
    }
    for name, documents in files.items():
        if documents:
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                yaml.dump_all(documents, file, Dumper=PlainDumper, sort_keys=False, allow_unicode=True)


class PlainDumper(yaml.SafeDumper):
    """Without anchors: one list used in two places is written twice."""

    def ignore_aliases(self, data):
        return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--folder", required=True)
    for name, default in (("roles", 10), ("policies", 3), ("keys", 2), ("foreign", 2), ("users", 0), ("groups", 0)):
        parser.add_argument("--" + name, type=int, default=default)
    options = parser.parse_args()
    estate = plan(options.roles, options.policies, options.keys, options.foreign, options.users, options.groups)
    create(AWS(options.endpoint), estate)
    write_manifests(estate, options.folder)
    print(json.dumps({name: len(estate[name]) for name in ("roles", "policies", "keys")}))


if __name__ == "__main__":
    sys.exit(main())
