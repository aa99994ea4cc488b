"""Prints the endpoints that botocore's rule sets give, as JSON: [service, parameters, URL or null, signing region, scheme]."""
import itertools
import json

from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError
from botocore.loaders import Loader

REGIONS = [
    "us-east-1", "eu-west-1", "mx-central-1", "cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1", "us-iso-east-1",
    "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1",
]
SERVICES = {
    "iam": "IAM", "sts": "STS", "kms": "KMS", "s3": "S3", "neptune": "Neptune", "neptune-graph": "Neptune Graph", "ec2": "EC2",
    "organizations": "Organizations", "sqs": "SQS", "cloudtrail": "CloudTrail", "sagemaker": "SageMaker",
    "accessanalyzer": "AccessAnalyzer", "resourcegroupstaggingapi": "Resource Groups Tagging API",
}
BUCKETS = [
    "load-stage", "load.stage", "Load_Stage", "10.1.2.3", "ab", "load-stage--euw1-az1--x-s3", "load--x-s3", "team--euw1-az1--xa-s3",
    "arn:aws:s3:eu-west-1:111122223333:accesspoint/loader", "arn:aws:s3:eu-west-1:111122223333:accesspoint:loader:more",
    "arn:aws:s3:ap-south-1:111122223333:accesspoint/loader", "arn:aws:s3::111122223333:accesspoint/many.mrap", "arn:aws:s3:eu-west-1:1111:",
    "arn:aws-cn:s3:cn-north-1:111122223333:accesspoint/loader", "arn:aws:s3-object-lambda:eu-west-1:111122223333:accesspoint/view",
    "arn:aws:s3-outposts:eu-west-1:111122223333:outpost/op-0123/accesspoint/edge", "arn:aws:sqs:eu-west-1:111122223333:queue", "arn:aws:s3",
    "edge-o0b1d075431d83bebd5f8aafeaefr1d44b9fxo8e--op-s3",
]


def cases():
    both = (False, True)
    for service, region, fips, dual in itertools.product(SERVICES, REGIONS, both, both):
        parameters = {"Region": region, "UseFIPS": fips, "UseDualStack": dual}
        planes = ["ControlPlane", "DataPlane"] if service == "neptune-graph" else [None]
        for plane in planes:
            yield service, {**parameters, "ApiType": plane} if plane else parameters
    for region in ("eu-west-1", "ap-south-1", "aws-global", "ap-southeast-5"):
        yield "sts", {"Region": region, "UseFIPS": False, "UseDualStack": False, "UseGlobalEndpoint": True}
    for service in SERVICES:
        plane = {"ApiType": "DataPlane"} if service == "neptune-graph" else {}
        for extra in ({}, {"UseFIPS": True}, {"UseDualStack": True}):
            options = {"Region": "eu-west-1", "Endpoint": "http://127.0.0.1:5000/base", "UseFIPS": False, "UseDualStack": False}
            yield service, {**options, **extra, **plane}
    settings = [
        {}, {"UseFIPS": True}, {"UseDualStack": True}, {"UseFIPS": True, "UseDualStack": True}, {"ForcePathStyle": True}, {"Accelerate": True},
        {"Accelerate": True, "UseDualStack": True}, {"Endpoint": "https://s3.example.org/base"}, {"Endpoint": "http://s3.example.org"},
        {"Endpoint": "http://127.0.0.1:9000"}, {"Endpoint": "http://[::1]:9000/base", "ForcePathStyle": True}, {"UseArnRegion": False},
        {"DisableAccessPoints": True}, {"DisableMultiRegionAccessPoints": True}, {"UseS3ExpressControlEndpoint": True},
        {"DisableS3ExpressSessionAuth": True},
    ]
    for bucket, extra in itertools.product(BUCKETS, settings):
        yield "s3", {"Bucket": bucket, "Region": "eu-west-1", **extra}
    for region, bucket in itertools.product(("us-east-1", "aws-global", "cn-north-1"), ("load-stage", "Load_Stage", None)):
        for extra in ({}, {"UseGlobalEndpoint": True}, {"UseDualStack": True}, {"UseFIPS": True}, {"Accelerate": True}, {"UseObjectLambdaEndpoint": True}):
            yield "s3", {"Region": region, **({"Bucket": bucket} if bucket else {}), **extra}


def main():
    loader = Loader()
    partitions = loader.load_data("partitions")
    providers = {name: EndpointProvider(loader.load_service_model(name, "endpoint-rule-set-1"), partitions) for name in SERVICES}
    defaults = {
        "sts": {"UseGlobalEndpoint": False},
        "s3": {
            "UseFIPS": False, "UseDualStack": False, "ForcePathStyle": False, "Accelerate": False, "UseGlobalEndpoint": False,
            "DisableMultiRegionAccessPoints": False},
    }
    lines = []
    for service, parameters in cases():
        try:
            endpoint = providers[service].resolve_endpoint(**{**defaults.get(service, {}), **parameters})
            scheme = (endpoint.properties.get("authSchemes") or [{}])[0]
            result = [endpoint.url.rstrip("/"), scheme.get("signingRegion"), scheme.get("name")]
        except EndpointProviderError:
            result = [None, None, None]
        parameters = {key: value for key, value in parameters.items() if value is not False or key == "UseArnRegion"}
        lines.append(json.dumps([SERVICES[service], parameters] + result, separators=(",", ":")))
    print("[" + ",\n".join(lines) + "]")


main()
