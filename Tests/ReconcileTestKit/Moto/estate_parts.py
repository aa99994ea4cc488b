"""What every part of the estate is made of."""
ACCOUNT, REGION = "123456789012", "us-east-1"
PATHS = ("/", "/neptune/", "/neptune/loads/")
AWS_POLICIES = ("NeptuneReadOnlyAccess", "AmazonS3ReadOnlyAccess", "CloudWatchReadOnlyAccess")
BOUNDARY = "graph-boundary"


def account_arn(resource):
    return f"arn:aws:iam::{ACCOUNT}:{resource}"


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def tag_list(tags):
    return [{"Key": key, "Value": value} for key, value in (tags or {}).items()]


def manifest(kind, name, spec):
    return {"apiVersion": "reconciled/v1", "kind": kind, "metadata": {"name": name, "account": "prod"}, "spec": spec}
