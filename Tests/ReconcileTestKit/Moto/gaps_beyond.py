"""Where moto's Organizations and S3 are more lenient than AWS's, for the operations that are used here."""
import functools
import json

from moto.core.exceptions import JsonRESTError
from moto.organizations import models
from moto.s3 import exceptions, models as s3_models

SCP_BYTES_MAX = 10240


class OrganizationsError(JsonRESTError):
    code = 400


def _check_document(text):
    try:
        if not json.loads(text)["Statement"]:
            raise ValueError("no statement")
    except (ValueError, KeyError, TypeError) as fault:
        raise OrganizationsError("MalformedPolicyDocumentException", "The provided policy document does not meet the requirements.") from fault
    if len(text.encode()) > SCP_BYTES_MAX:
        raise OrganizationsError("ConstraintViolationException", "You have exceeded the maximum policy size.")


def documents():
    """moto: any text is a policy of an organization."""
    for name in ("create_policy", "update_policy"):
        inner = getattr(models.OrganizationsBackend, name)

        @functools.wraps(inner)
        def call(self, inner=inner, **kwargs):
            if "Content" in kwargs:
                _check_document(kwargs["Content"])
            return inner(self, **kwargs)

        setattr(models.OrganizationsBackend, name, call)


def attachments():
    """moto: what is attached may be attached again, and what is not may be detached."""
    for name, wanted, code in (("attach_policy", True, "DuplicatePolicyAttachmentException"), ("detach_policy", False, "PolicyNotAttachedException")):
        inner = getattr(models.OrganizationsBackend, name)

        @functools.wraps(inner)
        def call(self, inner=inner, wanted=wanted, code=code, **kwargs):
            attached = any(place.id == kwargs["TargetId"] for place in self.get_policy_by_id(kwargs["PolicyId"]).attachments)
            if attached == wanted:
                raise OrganizationsError(code, f"The policy is {'already' if wanted else 'not'} attached to the specified target.")
            return inner(self, **kwargs)

        setattr(models.OrganizationsBackend, name, call)


def buckets():
    """moto: any text is the policy of a bucket, any word an algorithm."""
    policy, encryption = s3_models.S3Backend.put_bucket_policy, s3_models.S3Backend.put_bucket_encryption

    @functools.wraps(policy)
    def put_policy(self, bucket_name, text):
        try:
            if not json.loads(text)["Statement"]:
                raise ValueError("no statement")
        except (ValueError, KeyError, TypeError) as fault:
            raise exceptions.S3ClientError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'") from fault
        return policy(self, bucket_name, text)

    @functools.wraps(encryption)
    def put_encryption(self, bucket_name, configuration):
        text = json.dumps(configuration, default=str)
        if not any(f'"{name}"' in text for name in ("AES256", "aws:kms", "aws:kms:dsse")):
            raise exceptions.MalformedXML()
        return encryption(self, bucket_name, configuration)

    s3_models.S3Backend.put_bucket_policy = put_policy
    s3_models.S3Backend.put_bucket_encryption = put_encryption


def close():
    for patch in (documents, attachments, buckets):
        patch()
