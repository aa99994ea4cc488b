"""Takes back what one call changed, so that its answer is all that is left of it."""
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends

ACCOUNT = "123456789012"


class Memento:
    """What a call on IAM or KMS may touch: the containers, and the things that it names."""

    def __init__(self, call):
        self._call, self._dicts = call, []

    def take(self):
        parameters = self._call.parameters if isinstance(self._call.parameters, dict) else {}
        iam = iam_backends[ACCOUNT]["aws"]
        self._keep(iam.roles)
        self._keep(iam.managed_policies)
        self._keep(iam.users)
        self._keep(iam.groups)
        self._keep_tags(iam.tagger)
        for things, parameter in ((iam.roles, "RoleName"), (iam.users, "UserName"), (iam.groups, "GroupName")):
            for thing in things.values():
                if thing.name == parameters.get(parameter):
                    self._keep_thing(thing)
                    for key in getattr(thing, "access_keys", []):
                        self._keep(vars(key))
        policy = iam.managed_policies.get(parameters.get("PolicyArn"))
        if policy is not None:
            self._keep_thing(policy)
            for version in policy.versions:
                self._keep_thing(version)
        if self._call.service == "kms":
            self._take_kms(kms_backends[ACCOUNT][self._call.region], parameters)

    def _take_kms(self, kms, parameters):
        self._keep_tags(kms.tagger)
        for key in kms.keys.values():
            self._keep(key.aliases)
        key = kms.keys.get(parameters.get("KeyId"))
        if key is not None:
            self._keep_thing(key)

    def _keep_tags(self, tagger):
        for tags in (tagger.tags, *tagger.tags.values()):
            self._keep(tags)

    def _keep_thing(self, thing):
        self._keep(vars(thing))
        for member in vars(thing).values():
            if isinstance(member, (dict, list)):
                self._keep(member)

    def _keep(self, container):
        self._dicts.append((container, container.copy()))

    def restore(self):
        for container, before in self._dicts:
            container.clear()
            container.extend(before) if isinstance(container, list) else container.update(before)
