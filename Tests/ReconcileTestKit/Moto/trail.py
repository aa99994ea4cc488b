"""CloudTrail's event history, of which moto has nothing: who made which change, told late.

Each call that changes something is noted as CloudTrail records a management event; calls on objects and messages are none. IAM and
Organizations have their events in us-east-1 only. An event shows some seconds after its call: minutes, as in AWS, until a test says
otherwise for the calls to come; a shorter lag holds for those of before, too. A look-up takes one attribute, gives at most 50 events, newest first, and is let through twice a second for each account and region.
Sources: CloudTrail API Reference, "LookupEvents"; CloudTrail User Guide, "CloudTrail record contents" and "Global service events".
"""
import datetime
import hashlib
import json
import threading
import time
import uuid

from moto.iam.models import get_account_id_from
from moto.kms.models import kms_backends
from moto.sts.models import sts_backends
from wire import error_answer, error_code

GLOBAL_SERVICES, GLOBAL_REGION = {"iam", "organizations"}, "us-east-1"
SERVICES = GLOBAL_SERVICES | {"ec2", "kms", "rds", "s3", "sagemaker"}
# S3's events have names of their own for some calls.
S3_EVENTS = {"PutPublicAccessBlock": "PutBucketPublicAccessBlock", "DeletePublicAccessBlock": "DeleteBucketPublicAccessBlock"}
S3_BUCKET_CALLS = {"PUT": "CreateBucket", "DELETE": "DeleteBucket"}
# Which parameters name a resource, and of what type.
NAMED = {
    "iam": {"roleName": "AWS::IAM::Role", "userName": "AWS::IAM::User", "groupName": "AWS::IAM::Group", "policyArn": "AWS::IAM::Policy",
            "policyName": "AWS::IAM::Policy"},
    "s3": {"bucketName": "AWS::S3::Bucket"}, "ec2": {"groupId": "AWS::EC2::SecurityGroup"}, "rds": {"dBClusterIdentifier": "AWS::RDS::DBCluster"},
    "organizations": {"policyId": "AWS::Organizations::Policy"}, "sagemaker": {"notebookInstanceName": "AWS::SageMaker::NotebookInstance"},
}
LAG_SECONDS, PAGE_MAX, LOOKS_A_SECOND = 300.0, 50, 2
ATTRIBUTES = ("EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId")


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


class Trail:
    def __init__(self):
        self._lock = threading.Lock()
        self._lag = LAG_SECONDS
        self._events, self._looks = [], {}

    def set(self, value):
        with self._lock:
            self._lag = float((value or {}).get("lagSeconds", LAG_SECONDS))
            for event in self._events:
                event["shownAt"] = min(event["shownAt"], event["entry"]["EventTime"] + self._lag)

    def note(self, call, environ, started, answer):
        """A call that moto has answered; one that it refused is recorded with the reason."""
        name = _event_name(call)
        if name is None or not call.access_key:
            return
        event = _event(call, name, environ, started, answer)
        with self._lock:
            self._events.append({**event, "shownAt": started + self._lag})

    def answer(self, call):
        """Status, content type and body; `None` for every other service."""
        if call.service != "cloudtrail":
            return None
        try:
            return 200, "application/x-amz-json-1.1", json.dumps(self._looked_up(call)).encode()
        except Refused as refused:
            return 400, *error_answer(call.service, refused.code, refused.message)

    def _looked_up(self, call):
        if call.operation != "LookupEvents":
            raise Refused("UnsupportedOperationException", f"{call.operation} is not emulated")
        account, now = get_account_id_from(call.access_key), time.time()
        question = Question(call.parameters)
        with self._lock:
            looks = [look for look in self._looks.get((account, call.region), []) if now - look < 1]
            self._looks[account, call.region] = looks
            if len(looks) >= LOOKS_A_SECOND:
                raise Refused("ThrottlingException", "Rate exceeded")
            looks.append(now)
            known = [(number, event) for number, event in enumerate(self._events) if event["shownAt"] <= now]
        found = [(number, event) for number, event in reversed(known)
                 if (event["account"], event["region"]) == (account, call.region) and number < question.before and question.fits(event)]
        page, rest = found[:question.most], found[question.most:]
        answer = {"Events": [event["entry"] for _, event in page]}
        return {**answer, "NextToken": question.token(page[-1][0])} if rest else answer


class Question:
    """One look-up, checked. A token is good for the question that it was given for."""

    def __init__(self, parameters):
        self.attributes = parameters.get("LookupAttributes", [])
        self.start, self.end = parameters.get("StartTime", 0), parameters.get("EndTime", float("inf"))
        self.most = parameters.get("MaxResults", PAGE_MAX)
        self._digest = hashlib.sha256(json.dumps([self.attributes, self.start, str(self.end)]).encode()).hexdigest()[:16]
        if len(self.attributes) > 1 or any(attribute.get("AttributeKey") not in ATTRIBUTES for attribute in self.attributes):
            raise Refused("InvalidLookupAttributesException", "One attribute at a time, of those that there are")
        if self.start > self.end:
            raise Refused("InvalidTimeRangeException", "The start time is after the end time")
        if not 1 <= self.most <= PAGE_MAX:
            raise Refused("InvalidMaxResultsException", f"MaxResults is between 1 and {PAGE_MAX}")
        digest, _, number = parameters.get("NextToken", f"{self._digest}.").partition(".")
        if digest != self._digest or not (number.isdigit() or "NextToken" not in parameters):
            raise Refused("InvalidNextTokenException", "The token was given for another question")
        self.before = int(number) if number else float("inf")

    def token(self, number):
        return f"{self._digest}.{number}"

    def fits(self, event):
        if not self.start <= event["entry"]["EventTime"] <= self.end:
            return False
        return all(attribute["AttributeValue"] in _values(event["entry"], attribute["AttributeKey"]) for attribute in self.attributes)


def _values(entry, key):
    if key in ("ResourceName", "ResourceType"):
        return [resource[key] for resource in entry["Resources"]]
    return [entry.get(key)]


def _event_name(call):
    """As CloudTrail calls it; `None` for what is no management event that changes something."""
    if call.service not in SERVICES or call.is_read:
        return None
    if call.service != "s3":
        return call.operation
    if call.operation in S3_BUCKET_CALLS:
        return S3_BUCKET_CALLS[call.operation] if "/" not in call.path.strip("/") else None
    return S3_EVENTS.get(call.operation, call.operation if "Bucket" in call.operation else None)


def _event(call, name, environ, started, answer):
    region = GLOBAL_REGION if call.service in GLOBAL_SERVICES else call.region
    moment = datetime.datetime.fromtimestamp(int(started), datetime.timezone.utc)
    account, identity = _identity(call)
    parameters = _parameters(call)
    resources = _resources(call, parameters, account)
    record = {
        "eventVersion": "1.11", "userIdentity": identity, "eventTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": f"{call.service}.amazonaws.com", "eventName": name, "awsRegion": region,
        "sourceIPAddress": environ.get("REMOTE_ADDR", ""), "userAgent": environ.get("HTTP_USER_AGENT", ""), "requestParameters": parameters,
        "responseElements": None, "requestID": answer.header("x-amzn-requestid"), "eventID": str(uuid.uuid4()), "readOnly": False,
        "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": account, "eventCategory": "Management",
    }
    arns = [{"accountId": account, "type": kind, "ARN": arn} for kind, _, arn in resources if arn]
    if arns:
        record["resources"] = arns
    code = error_code(answer.status, answer.body)
    if code:
        record["errorCode"] = code
    entry = {
        "EventId": record["eventID"], "EventName": name, "ReadOnly": "false", "AccessKeyId": call.access_key, "EventTime": int(started),
        "EventSource": record["eventSource"], "Username": identity.get("userName") or identity["principalId"].rsplit(":", 1)[-1],
        "Resources": [{"ResourceType": kind, "ResourceName": resource} for kind, resource, _ in resources], "CloudTrailEvent": json.dumps(record),
    }
    return {"account": account, "region": region, "entry": entry}


def _identity(call):
    """Whose key it is, as STS says it too."""
    own = get_account_id_from(call.access_key)
    principal, arn, account = sts_backends[own]["aws"].get_caller_identity(call.access_key, call.region)
    identity = {"principalId": principal, "arn": arn, "accountId": account, "accessKeyId": call.access_key}
    if ":assumed-role/" in arn:
        return account, {"type": "AssumedRole", **identity}
    return account, {"type": "IAMUser", **identity, "userName": arn.rsplit("/", 1)[-1]}


def _parameters(call):
    if call.service != "s3":
        return _lowered(call.parameters)
    bucket = {"bucketName": call.path.strip("/").split("/", 1)[0]}
    try:
        document = json.loads(call.body)
    except ValueError:
        return bucket
    return {**bucket, "bucketPolicy": document} if call.operation == "PutBucketPolicy" else bucket


def _lowered(value):
    """`{"GroupId": …}` as `{"groupId": …}`; EC2's numbered lists as `{"items": […]}`."""
    if isinstance(value, list):
        return [_lowered(element) for element in value]
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return {"items": [_lowered(value[name]) for name in sorted(value, key=int)]}
    return {name[:1].lower() + name[1:]: _lowered(element) for name, element in value.items()}


def _resources(call, parameters, account):
    """Type, name and ARN of what the call names; the ARN only where CloudTrail's record has it."""
    if call.service == "kms":
        arn = _key_arn(call, parameters, account)
        return [("AWS::KMS::Key", arn, arn)] if arn else []
    named = [(kind, parameters[name]) for name, kind in NAMED[call.service].items() if isinstance(parameters.get(name), str)]
    return [(kind, text, f"arn:aws:s3:::{text}" if call.service == "s3" else None) for kind, text in named]


def _key_arn(call, parameters, account):
    named = parameters.get("keyId") or parameters.get("targetKeyId") or parameters.get("aliasName")
    keys = kms_backends[account][call.region].keys.values()
    return next((key.arn for key in keys if named in (key.id, key.arn) or named in key.aliases), None)
