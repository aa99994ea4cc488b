"""The account as it is, without what changes by being looked at."""


def account(aws, prefix):
    pages = list(aws.iam.get_paginator("get_account_authorization_details").paginate(
        Filter=["Role", "User", "Group", "LocalManagedPolicy"], PaginationConfig={"PageSize": 1000}))

    def rows(list_name, name):
        return {row[name]: {key: value for key, value in row.items() if key != "RoleLastUsed"}
                for page in pages for row in page[list_name] if row[name].startswith(prefix)}

    users = rows("UserDetailList", "UserName")
    for name, user in users.items():
        keys = aws.iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
        user["keys"] = sorted([key["AccessKeyId"], key["Status"]] for key in keys)
    return {"roles": rows("RoleDetailList", "RoleName"), "policies": rows("Policies", "PolicyName"), "users": users,
            "groups": rows("GroupDetailList", "GroupName"), "keys": keys_of(aws.kms, prefix)}


def keys_of(kms, prefix):
    aliases = [alias for page in kms.get_paginator("list_aliases").paginate() for alias in page["Aliases"]
               if alias.get("TargetKeyId") and alias["AliasName"].startswith("alias/" + prefix) and not alias["AliasName"].startswith("alias/aws/")]
    return {alias["AliasName"]: key(kms, alias["TargetKeyId"]) for alias in aliases}


def key(kms, key_id):
    grants = kms.list_grants(KeyId=key_id)["Grants"]
    return {
        "metadata": kms.describe_key(KeyId=key_id)["KeyMetadata"], "policy": kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"],
        "rotation": kms.get_key_rotation_status(KeyId=key_id)["KeyRotationEnabled"],
        "tags": sorted([tag["TagKey"], tag["TagValue"]] for tag in kms.list_resource_tags(KeyId=key_id)["Tags"]),
        "grants": sorted(repr([grant.get(name) for name in ("GranteePrincipal", "Operations", "Constraints")]) for grant in grants),
    }
