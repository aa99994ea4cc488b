/// The ARN of a cluster's data.
///
/// Source: Neptune User Guide, "Specifying the resources of data-access policies":
/// `arn:PARTITION:neptune-db:REGION:ACCOUNT:CLUSTER-RESOURCE-ID/*`.
enum NeptuneResourceRule: LintRule {
    static let foreign = LintCode(
        "NEPTUNE_DB_FOREIGN_ARN", .warning, "Actions of `neptune-db` beside ARNs of `rds` or another service only: they do nothing.")
    static let identifier = LintCode(
        "NEPTUNE_DB_CLUSTER_IDENTIFIER", .warning, "A cluster's identifier in a data ARN, where its resource id `cluster-…` belongs.")
    static let database = LintCode("NEPTUNE_DB_ARN_WITHOUT_DATABASE", .warning, "A data ARN without `/*` behind the cluster's resource id.")
    static let codes = [Self.foreign, Self.identifier, Self.database]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for statement in NeptuneStatement.all(in: subject) {
            for resource in statement.entry.resources {
                guard let arn = LintedARN(resource.value) else { continue }
                if arn.service == "neptune-db" {
                    Self.checkData(arn, resource, &report)
                } else if ["rds", "neptune", "neptune-graph"].contains(arn.service), statement.isPure || arn.service == "neptune" {
                    report.add(
                        Self.foreign, "actions of neptune-db work on ARNs of neptune-db only; this one never matches", at: resource.path,
                        fix: LintFix(
                            "write arn:\(arn.partition):neptune-db:\(arn.region):\(arn.account):CLUSTER-RESOURCE-ID/*"
                        ))
                }
            }
        }
    }

    private static func checkData(_ arn: LintedARN, _ resource: LintedText, _ report: inout LintReport) {
        let id = arn.resourceStart
        if !LintedARN.isOpen(id) && !Self.isResourceID(id) {
            report.add(
                Self.identifier, "\"\(id)\" is no resource id: \"cluster-\" with capital letters and digits behind it, not the cluster's name",
                at: resource.path,
                fix: LintFix("write the DbClusterResourceId that DescribeDBClusters shows"))
        } else if !arn.resource.contains("/"), arn.resource.last != "*" {
            report.add(Self.database, "the ARN ends before the database", at: resource.path, fix: LintFix("write \"\(resource.value)/*\""))
        }
    }

    private static func isResourceID(_ text: Substring) -> Bool {
        let prefix = "cluster-"
        guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else { return false }
        return text.utf8.dropFirst(prefix.utf8.count).allSatisfy {
            (0x30...0x39).contains($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
        }
    }
}
