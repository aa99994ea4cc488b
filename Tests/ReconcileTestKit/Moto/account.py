"""Commands that act on the emulated account as somebody other than the daemon.

Each is a JSON object with "do"; the answer is {"result": …} or {"error": "…"}.

  estate   folder, roles, policies, keys, foreign, create (true | false: only what the daemon never creates)
  change   edit: one of edits.CHANGES, SAME or GONE, on the first resource that fits; answers {"edit", "resource", "expected"}
  changes  all of edits.CHANGES, each on its own resource, but those named in "except"
  same     all of edits.SAME
  export   prefix: all there is of roles, policies and keys whose name begins so
  call     service, method, parameters: any boto3 call
  faults, seed, stale, pages, rewrites, enforce   value: as over HTTP
"""
import json

import edits
import estate


class Commands:
    def __init__(self, endpoint, control):
        self._endpoint, self._control = endpoint, control
        self._aws, self._estate = None, None

    def answer(self, line):
        try:
            return json.dumps({"result": self.run(json.loads(line))}, default=str)
        except Exception as fault:  # Whatever is wrong is for the test to read.
            return json.dumps({"error": f"{type(fault).__name__}: {fault}"})

    def run(self, command):
        if command["do"] in ("faults", "seed", "stale", "pages", "rewrites", "enforce", "state"):
            return self._control(command["do"], command.get("value"))
        if self._aws is None:
            self._aws = estate.AWS(self._endpoint)
        return getattr(self, "do_" + command["do"])(command)

    def do_estate(self, command):
        sizes = {name: command[name] for name in ("roles", "policies", "keys", "foreign") if name in command}
        self._estate = estate.plan(**sizes)
        if command.get("create", True):
            estate.create(self._aws, self._estate)
        else:
            estate.create_keys_only(self._aws, self._estate)
        estate.write_manifests(self._estate, command["folder"])
        return {name: [item["name"] for item in self._estate[name]] for name in ("roles", "policies", "keys")}

    def do_change(self, command):
        edit = next(edit for edit in edits.CHANGES + edits.SAME + edits.GONE if edit.name == command["edit"])
        return self._apply(edit, edits.targets([edit], self._estate)[0][1])

    def do_changes(self, command):
        wanted = [edit for edit in edits.CHANGES if edit.name not in command.get("except", [])]
        return [self._apply(edit, resource) for edit, resource in edits.targets(wanted, self._estate)]

    def do_same(self, _):
        return [self._apply(edit, resource) for edit, resource in edits.targets(edits.SAME, self._estate)]

    def _apply(self, edit, resource):
        edit.apply(self._aws, resource, self._estate)
        return edit.describe(resource)

    def do_call(self, command):
        method = getattr(self._aws.client(command["service"]), command["method"])
        answer = method(**command.get("parameters", {}))
        answer.pop("ResponseMetadata", None)
        return answer

    def do_export(self, command):
        """The account without what changes by being looked at."""
        prefix, iam, kms = command.get("prefix", ""), self._aws.iam, self._aws.kms
        pages = list(iam.get_paginator("get_account_authorization_details").paginate(
            Filter=["Role", "LocalManagedPolicy"], PaginationConfig={"PageSize": 1000}))
        roles = {role["RoleName"]: {key: value for key, value in role.items() if key != "RoleLastUsed"}
                 for page in pages for role in page["RoleDetailList"] if role["RoleName"].startswith(prefix)}
        policies = {policy["PolicyName"]: policy for page in pages for policy in page["Policies"] if policy["PolicyName"].startswith(prefix)}
        aliases = [alias for page in kms.get_paginator("list_aliases").paginate() for alias in page["Aliases"]
                   if alias.get("TargetKeyId") and alias["AliasName"].startswith("alias/" + prefix) and not alias["AliasName"].startswith("alias/aws/")]
        keys = {alias["AliasName"]: {
            "metadata": kms.describe_key(KeyId=alias["TargetKeyId"])["KeyMetadata"],
            "policy": kms.get_key_policy(KeyId=alias["TargetKeyId"], PolicyName="default")["Policy"]} for alias in aliases}
        return {"roles": roles, "policies": policies, "keys": keys}
