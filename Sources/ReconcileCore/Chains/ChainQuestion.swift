package import IAMPolicy

/// Something that a chain rests on and that no kept resource tells.
package enum ChainQuestion: Hashable, Sendable {
    /// A resource that need not be declared, read as its kind is read: its answer stands among the readings of the view, under the
    /// target's identity. Where the resource is kept, or asked for twice, all bases that anybody names are read together.
    /// A managed policy of AWS goes by its ARN, as name and as locator, and is read one by one: no listing of an account holds it.
    case resource(ReadTarget)
    /// `{"region"}`: where a bucket lies, asked of S3 itself.
    case bucketRegion(bucket: String)
    /// `{"keys": [{"key", "bytes"}], "truncated"}`: the first objects below a prefix, at most ten.
    case objects(bucket: String, prefix: String)
    /// A cluster with its network: `{"resourceID", "arn", "status", "engine", "engineVersion", "port", "endpoint", "vpcID", "subnetIDs": [],
    /// "securityGroupIDs": [], "iamDatabaseAuthentication", "roles": [{"role", "feature"?, "status"}]}`.
    case cluster(identifier: String, region: String)
    /// `{"endpoints": [{"id", "type", "state", "policy", "routeTableIDs": [], "subnetIDs": []}], "routeTables": [{"id", "isMain", "subnetIDs": []}]}`:
    /// the endpoints of S3 in a VPC, and the tables that lead there.
    case s3Endpoints(vpcID: String, region: String)
    /// `{"rules": […]}`: ingress rules of a security group that need not be declared, each as `SecurityGroup` writes them.
    case ingress(groupID: String, region: String)
    /// `{"entries": ["10.0.0.0/16"]}`.
    case prefixList(id: String, region: String)
    /// `{"id", "arn", "name", "status", "publicConnectivity", "kmsKey"}`.
    case graph(id: String, region: String)
    /// `{"name", "arn", "status", "roleARN"}`.
    case notebook(name: String, region: String)
    /// `{"levels": [[document…]…], "resourceLevels": [[document…]…], "isManagementAccount"?, "organizationID"?}`: service and resource control
    /// policies over the account, root first; each a document, or `{"name", "document"}`. Absent: the account is in no organization.
    case controlPolicies
}

extension ChainQuestion {
    /// Rounds of questions for one chain, the first included: a role, its policies, and what these name.
    package static let roundsMax = 4
}

/// What AWS says to a question.
package enum ChainAnswer: Equatable, Sendable {
    case known(JSONValue)
    /// Proved: it does not exist.
    case absent
    case unreadable(ReadGap)
}
