"""What the caller's policy must allow for calls on S3, RDS, EC2, Organizations and CloudTrail, each on the resources that AWS checks.

Source: Service Authorization Reference, "Actions, resources, and condition keys" of each. Beside what AWS checks for the call itself stands
`iam:PassRole` for a role that is handed to a cluster. Operations that are not listed here are allowed on `*` or not at all.
"""
import enforcement
from enforcement import ACCOUNT
from moto.organizations.models import organizations_backends
from wire import error_answer

S3_ACTIONS = {
    "HeadBucket": "s3:ListBucket", "GetBucketEncryption": "s3:GetEncryptionConfiguration", "PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "DeleteBucketEncryption": "s3:PutEncryptionConfiguration", "GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock", "DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "DeleteBucketTagging": "s3:PutBucketTagging", "GET": "s3:ListBucket", "PUT": "s3:CreateBucket", "DELETE": "s3:DeleteBucket",
}
SECURITY_GROUP_CALLS = {"AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "UpdateSecurityGroupRuleDescriptionsIngress"}
PASSED_TO = "rds.amazonaws.com"
EC2_REFUSAL = (
    "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>{}</Message></Error></Errors>"
    "<RequestID>00000000-0000-0000-0000-000000000000</RequestID></Response>"
)


def refusal(call):
    """Status, content type and body; `None` for what is allowed, and for every other service."""
    if call.service not in NEEDS or not enforcement.is_on():
        return None
    for action, resource, passed_to in NEEDS[call.service](call):
        if not enforcement.allows(call.access_key, action, resource, passed_to):
            text = f"User is not authorized to perform: {action} on resource: {resource}"
            return _answer(call, text)
    return None


def _answer(call, text):
    """In the words of each; not all of them say what it is that is not allowed."""
    if call.service == "ec2":
        return 403, "text/xml", EC2_REFUSAL.format(f"You are not authorized to perform this operation. {text}").encode()
    if call.service == "organizations":
        return 400, *error_answer(call.service, "AccessDeniedException", "You don't have permissions to access this resource.")
    if call.service == "cloudtrail":
        return 400, *error_answer(call.service, "AccessDeniedException", text)
    return 403, *error_answer(call.service, "AccessDenied", "Access Denied" if call.service == "s3" else text)


def _s3(call):
    place = call.path.strip("/")
    if "/" in place:
        yield f"s3:{call.method.capitalize()}Object", f"arn:aws:s3:::{place}", None
    elif place:
        yield S3_ACTIONS.get(call.operation, f"s3:{call.operation}"), f"arn:aws:s3:::{place}", None
    else:
        yield "s3:ListAllMyBuckets", "*", None


def _rds(call):
    name = call.parameters.get("DBClusterIdentifier", "*")
    kind = "subgrp" if "SubnetGroup" in call.operation else "cluster"
    yield f"rds:{call.operation}", f"arn:aws:rds:{call.region}:{ACCOUNT}:{kind}:{name}", None
    if call.operation == "AddRoleToDBCluster":
        yield "iam:PassRole", call.parameters.get("RoleArn", ""), PASSED_TO


def _ec2(call):
    resource = "*"
    if call.operation in SECURITY_GROUP_CALLS:
        resource = f"arn:aws:ec2:{call.region}:{ACCOUNT}:security-group/{call.parameters.get('GroupId', '*')}"
    yield f"ec2:{call.operation}", resource, None


def _organizations(call):
    action, backend = f"organizations:{call.operation}", organizations_backends[ACCOUNT]["aws"]
    named = call.parameters.get("PolicyId")
    # Of what is not there AWS knows no ARN; it is enough then that the action is allowed on something.
    yield action, next((policy.arn for policy in backend.policies if policy.id == named), None) if named else "*", None
    if call.operation in ("AttachPolicy", "DetachPolicy"):
        target = call.parameters.get("TargetId")
        yield action, next((place.arn for place in [*backend.ou, *backend.accounts] if place.id == target), None), None


def _cloudtrail(call):
    yield f"cloudtrail:{call.operation}", "*", None


NEEDS = {"s3": _s3, "rds": _rds, "ec2": _ec2, "organizations": _organizations, "cloudtrail": _cloudtrail}
