"""Prints the endpoints that botocore's rule sets give, as JSON: [service, region, FIPS, dual stack, URL, signing region]."""
import json

from botocore.endpoint_provider import EndpointProvider
from botocore.loaders import Loader

REGIONS = [
    "us-east-1", "eu-west-1", "ap-southeast-5", "il-central-1", "mx-central-1", "cn-north-1", "cn-northwest-1", "us-gov-west-1", "us-gov-east-1",
    "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1",
]


def main():
    loader = Loader()
    partitions = loader.load_data("partitions")
    lines = []
    for service in ("IAM", "STS", "KMS"):
        provider = EndpointProvider(loader.load_service_model(service.lower(), "endpoint-rule-set-1"), partitions)
        for region in REGIONS:
            for fips, dual in ((False, False), (True, False), (False, True), (True, True)):
                options = {"Region": region, "UseFIPS": fips, "UseDualStack": dual}
                if service == "STS":
                    options["UseGlobalEndpoint"] = False
                endpoint = provider.resolve_endpoint(**options)
                scheme = endpoint.properties.get("authSchemes", [{}])[0]
                lines.append(json.dumps([service, region, fips, dual, endpoint.url, scheme.get("signingRegion", region)]))
    print("[" + ",\n".join(lines) + "]")


main()
