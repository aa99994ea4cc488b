"""Where moto's users and groups are more lenient or thinner than AWS's, for the operations that are used here."""
import functools

from gaps_iam import check_boundary, policy_size
from moto.core.responses import ActionResult, EmptyResult
from moto.iam import models, responses
from moto.iam.exceptions import LimitExceededException, NotFoundException


def boundaries():
    """moto: users have no permissions boundary."""

    def boundary(user):
        arn = getattr(user, "boundary_arn", None)
        return {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn} if arn else None

    def put(self):
        arn, user = self._get_param("PermissionsBoundary"), self.backend.get_user(self._get_param("UserName"))
        check_boundary(self.backend, arn)
        user.boundary_arn = arn
        return EmptyResult()

    def delete(self):
        user = self.backend.get_user(self._get_param("UserName"))
        if not getattr(user, "boundary_arn", None):
            raise NotFoundException(f"The user with name {user.name} has no permissions boundary.")
        user.boundary_arn = None
        return EmptyResult()

    def create(self):
        arn = self._get_param("PermissionsBoundary")
        check_boundary(self.backend, arn)
        user = self.backend.create_user(
            self.region, user_name=self._get_param("UserName"), path=self._get_param("Path"), tags=self._get_param("Tags", []))
        user.boundary_arn = arn
        return ActionResult({"User": user})

    models.User.permissions_boundary = property(boundary)
    responses.IamResponse.put_user_permissions_boundary = put
    responses.IamResponse.delete_user_permissions_boundary = delete
    responses.IamResponse.create_user = create


def paths():
    """moto: a group moves only together with a new name, and the tags of a user that moves stay behind."""
    move_group, move_user = models.IAMBackend.update_group, models.IAMBackend.update_user

    @functools.wraps(move_group)
    def update_group(self, group_name, new_group_name, new_path):
        group = self.get_group(group_name)
        if new_group_name:
            return move_group(self, group_name, new_group_name, new_path)
        group.path = new_path or group.path
        return None

    @functools.wraps(move_user)
    def update_user(self, user_name, new_path=None, new_user_name=None):
        user = self.get_user(user_name)
        before, tags = user.arn, self.list_user_tags(user_name)
        move_user(self, user_name, new_path, new_user_name)
        self.tagger.delete_all_tags_for_resource(before)
        self.tagger.tag_resource(user.arn, tags)

    models.IAMBackend.update_group, models.IAMBackend.update_user = update_group, update_user


def identifiers():
    """moto: the ids of users and groups tell nothing."""
    for thing, prefix in ((models.User, "AIDA"), (models.Group, "AGPA")):
        inner = thing.__init__

        @functools.wraps(inner)
        def make(self, *arguments, inner=inner, prefix=prefix, **named):
            inner(self, *arguments, **named)
            self.id = prefix + self.id.upper()[:17]

        thing.__init__ = make


def sizes():
    """moto: no limit on inline policies."""
    for name, bytes_max in (("put_user_policy", 2048), ("put_group_policy", 5120)):
        inner = getattr(models.IAMBackend, name)

        @functools.wraps(inner)
        def put(self, owner, policy_name, policy_json, inner=inner, name=name, bytes_max=bytes_max):
            thing = self.get_user(owner) if "user" in name else self.get_group(owner)
            others = sum(policy_size(text) for other, text in thing.policies.items() if other != policy_name)
            if others + policy_size(policy_json) > bytes_max:
                raise LimitExceededException(f"Maximum policy size of {bytes_max} bytes exceeded for {owner}")
            return inner(self, owner, policy_name, policy_json)

        setattr(models.IAMBackend, name, put)


def lists():
    """moto: ListGroups ignores the path."""

    def groups(self):
        prefix = self._get_param("PathPrefix") or "/"
        return ActionResult({"Groups": [group for group in self.backend.list_groups() if group.path.startswith(prefix)], "IsTruncated": False})

    responses.IamResponse.list_groups = groups


def close():
    for patch in (boundaries, paths, identifiers, sizes, lists):
        patch()
