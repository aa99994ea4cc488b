"""What people do to keys beside their policies; see edits.py. Each wants a key that is declared whole."""
from edits import change, same, whole

GRANT = {"Operations": ["Encrypt"], "GranteePrincipal": "arn:aws:iam::999988887777:root"}


@change("KMSKey", ("rotation", "modified"), find=whole(rotation=True))
def key_rotation_stopped(aws, key, _):
    aws.kms.disable_key_rotation(KeyId=key["id"])


@change("KMSKey", ("rotation", "modified"), find=whole(rotation=False))
def key_rotation_started(aws, key, _):
    aws.kms.enable_key_rotation(KeyId=key["id"])


@change("KMSKey", ("aliases[alias/visitor]", "extra"), find=whole())
def key_alias_added(aws, key, _):
    aws.kms.create_alias(AliasName="alias/visitor", TargetKeyId=key["id"])


@change("KMSKey", ("aliases[{second}]", "missing"), find=whole())
def key_alias_removed(aws, key, _):
    aws.kms.delete_alias(AliasName=key["whole"]["aliases"][1])


@change("KMSKey", ("tags[unit]", "modified"), find=whole())
def key_tag_changed(aws, key, _):
    aws.kms.tag_resource(KeyId=key["id"], Tags=[{"TagKey": "unit", "TagValue": "other"}])


@change("KMSKey", ("tags[who]", "extra"), find=whole())
def key_tag_added(aws, key, _):
    aws.kms.tag_resource(KeyId=key["id"], Tags=[{"TagKey": "who", "TagValue": "me"}])


@change("KMSKey", ("tags[stage]", "missing"), find=whole())
def key_tag_removed(aws, key, _):
    aws.kms.untag_resource(KeyId=key["id"], TagKeys=["stage"])


@change("KMSKey", ("description", "modified"), find=whole())
def key_described_otherwise(aws, key, _):
    aws.kms.update_key_description(KeyId=key["id"], Description="borrowed")


@change("KMSKey", ("grants[{grant}]", "missing"), find=whole())
def key_grant_revoked(aws, key, _):
    declared = key["whole"]["grants"][0]
    context = ",".join(f'"{name}":"{value}"' for name, value in declared["constraints"]["encryptionContextEquals"].items())
    key["grant"] = (f"{declared['granteePrincipal']}: {' '.join(sorted(declared['operations']))}, "
                    f'where {{"encryptionContextEquals":{{{context}}}}}')
    aws.kms.revoke_grant(KeyId=key["id"], GrantId=aws.kms.list_grants(KeyId=key["id"])["Grants"][0]["GrantId"])


@change("KMSKey", ("grants[arn:aws:iam::999988887777:root: Encrypt]", "extra"), find=whole())
def key_grant_added(aws, key, _):
    aws.kms.create_grant(KeyId=key["id"], **GRANT)


@same("KMSKey", find=whole())
def key_grant_named_otherwise(aws, key, _):
    grant = aws.kms.list_grants(KeyId=key["id"])["Grants"][0]
    aws.kms.create_grant(KeyId=key["id"], GranteePrincipal=grant["GranteePrincipal"], Operations=list(reversed(grant["Operations"])),
                         Constraints=grant["Constraints"], Name="another")
