"""Where moto's RDS API, which is Neptune's, lacks what Neptune does with roles and signatures."""
import functools

from gaps_iam import principal_exists
from moto.core.responses import EmptyResult
from moto.iam.models import iam_backends
from moto.rds import models, responses
from moto.rds.exceptions import DBClusterNotFoundError, DBClusterRoleAlreadyExists, InvalidParameterValue, RDSClientError


class DBClusterRoleNotFound(RDSClientError):
    def __init__(self, role, cluster):
        super().__init__("DBClusterRoleNotFound", f"Role {role} is not associated with cluster {cluster}.")


def _cluster(request):
    name = (request.params.get("DBClusterIdentifier") or "").lower()
    if name not in request.backend.clusters:
        raise DBClusterNotFoundError(name)
    # The first look makes a cluster available.
    return request.backend.describe_db_clusters(db_cluster_identifier=name)[0]


def _same(role, arn, feature):
    return role.role_arn == arn and (role.feature_name or "") == (feature or "")


def roles():
    """moto: one role without a feature, whether it exists or not, and none is ever taken away."""

    def add(self):
        cluster, arn, feature = _cluster(self), self.params.get("RoleArn"), self.params.get("FeatureName")
        if not principal_exists(iam_backends[self.current_account]["aws"], arn):
            raise InvalidParameterValue(f"The IAM role ARN value is invalid or does not include the required permissions for: {arn}")
        if any(_same(role, arn, feature) for role in cluster._associated_roles):
            raise DBClusterRoleAlreadyExists(f"Role {arn} is already associated with cluster {cluster.db_cluster_identifier}.")
        cluster._associated_roles.append(models.AssociatedRole(role_arn=arn, feature_name=feature))
        return EmptyResult()

    def remove(self):
        cluster, arn, feature = _cluster(self), self.params.get("RoleArn"), self.params.get("FeatureName")
        left = [role for role in cluster._associated_roles if not _same(role, arn, feature)]
        if len(left) == len(cluster._associated_roles):
            raise DBClusterRoleNotFound(arn, cluster.db_cluster_identifier)
        cluster._associated_roles[:] = left
        return EmptyResult()

    responses.RDSResponse.add_role_to_db_cluster = add
    responses.RDSResponse.remove_role_from_db_cluster = remove


def authentication():
    """moto: refuses IAM authentication when a cluster is made, ignores it when one is changed, breaks where there is none."""
    models.DBCluster.enable_iam_database_authentication = property(
        lambda self: self.iam_auth, lambda self, value: setattr(self, "iam_auth", bool(value)))
    create, modify = models.RDSBackend.create_db_cluster, models.RDSBackend.modify_db_cluster

    @functools.wraps(create)
    def created(self, kwargs):
        wanted = kwargs.get("enable_iam_database_authentication")
        if wanted:
            kwargs["enable_iam_database_authentication"] = False
        cluster = create(self, kwargs)
        cluster.iam_auth = bool(wanted)
        return cluster

    @functools.wraps(modify)
    def modified(self, kwargs):
        if kwargs["db_cluster_identifier"] not in self.clusters:
            raise DBClusterNotFoundError(kwargs["db_cluster_identifier"])
        return modify(self, kwargs)

    models.RDSBackend.create_db_cluster = created
    models.RDSBackend.modify_db_cluster = modified


def statuses(role_arn, status):
    """What Neptune says of a role from here on, on every cluster that has it: ACTIVE, PENDING or INVALID."""
    for regions in models.rds_backends.values():
        for backend in regions.values():
            for cluster in backend.clusters.values():
                for role in cluster._associated_roles:
                    if role.role_arn == role_arn:
                        role.status = status


def close():
    for patch in (roles, authentication):
        patch()
