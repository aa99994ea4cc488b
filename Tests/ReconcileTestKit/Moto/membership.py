"""Moto's account as a member of an organization that another account manages.

In AWS control policies do not bear on the account that manages; in moto every test's account would be that one.
"""
import json

from moto.organizations.models import organizations_backends

ACCOUNT, REGION = "123456789012", "us-east-1"
SERVICE_POLICIES = "SERVICE_CONTROL_POLICY"


def _backend(value):
    return organizations_backends[value["management"]]["aws"]


def join(value):
    """Below one unit of an organization of its own; answers where that is: `{"root", "unit", "account"}`."""
    backend = _backend(value)
    backend.create_organization(REGION)
    root = backend.ou[0].id
    backend.enable_policy_type(RootId=root, PolicyType=SERVICE_POLICIES)
    unit = backend.create_organizational_unit(ParentId=root, Name="graph")["OrganizationalUnit"]["Id"]
    made = backend.create_account(AccountName="member", Email="member@example.com")["CreateAccountStatus"]["AccountId"]
    organizations_backends.master_accounts.pop(made, None)
    account = next(account for account in backend.accounts if account.id == made)
    account.id = ACCOUNT
    organizations_backends.master_accounts[ACCOUNT] = (value["management"], "aws")
    backend.move_account(AccountId=ACCOUNT, SourceParentId=root, DestinationParentId=unit)
    return {"root": root, "unit": unit, "account": ACCOUNT}


def limit(value):
    """Attaches a policy of that name to a target; without a document it is taken away again."""
    backend = _backend(value)
    known = next((policy for policy in backend.policies if policy.name == value["name"]), None)
    if "document" not in value:
        backend.detach_policy(PolicyId=known.id, TargetId=value["target"])
        backend.delete_policy(PolicyId=known.id)
        return {}
    made = backend.create_policy(
        Name=value["name"], Description="", Type=SERVICE_POLICIES, Content=json.dumps(value["document"]))["Policy"]["PolicySummary"]["Id"]
    backend.attach_policy(PolicyId=made, TargetId=value["target"])
    return {"policy": made}
