/// Actions on buckets and actions on objects, which have ARNs of their own.
///
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
enum BucketRule: LintRule {
    static let bucketAction = LintCode("S3_BUCKET_ACTION_ON_OBJECT_ARN", .warning, "A bucket's action beside ARNs of objects only: it does nothing.")
    static let objectAction = LintCode("S3_OBJECT_ACTION_ON_BUCKET_ARN", .warning, "An object's action beside ARNs of buckets only: it does nothing.")
    static let slash = LintCode("S3_BUCKET_ARN_TRAILING_SLASH", .warning, "A bucket's ARN with a `/` at its end, which no bucket has.")
    static let codes = [Self.bucketAction, Self.objectAction, Self.slash]

    static func check(_ subject: LintSubject, _ report: inout LintReport) {
        for entry in subject.statements {
            for resource in entry.resources {
                guard let arn = LintedARN(resource.value), arn.service == "s3", arn.region.isEmpty, arn.account.isEmpty else { continue }
                if arn.resource.hasSuffix("/"), arn.resource.utf8.count(where: { $0 == UInt8(ascii: "/") }) == 1 {
                    report.add(
                        Self.slash, "neither a bucket nor an object has this ARN", at: resource.path,
                        fix: LintFix("write \"\(resource.value.dropLast())\" for the bucket, \"\(resource.value)*\" for its objects"))
                }
            }
            if entry.statement.notResource == nil, !entry.namedResources.isEmpty { Self.checkActions(entry, &report) }
        }
    }

    private static func checkActions(_ entry: LintStatement, _ report: inout LintReport) {
        guard let service = ActionCatalog.service("s3") else { return }
        let resources = entry.namedResources.map(\.value)
        let (hasBucket, hasObject) = (resources.contains(where: Self.canBeBucket), resources.contains(where: Self.canBeObject))
        if hasBucket && hasObject { return }
        for text in entry.namedActions {
            guard let action = text.action, action.service == "s3" else { continue }
            let kinds = service.actions(matching: action.name).map(Self.kind)
            if kinds.isEmpty { continue }
            if !hasBucket, kinds.allSatisfy({ $0 == .bucket }) {
                report.add(
                    Self.bucketAction, "\(text.value) is an action on buckets; the resources are objects", at: text.path,
                    fix: LintFix("add the bucket's ARN, without a / in its last part"))
            } else if !hasObject, kinds.allSatisfy({ $0 == .object }) {
                report.add(
                    Self.objectAction, "\(text.value) is an action on objects; the resources are buckets", at: text.path,
                    fix: LintFix("add the objects' ARN: the bucket's with /* behind it"))
            }
        }
    }

    private enum Kind {
        case bucket
        case object
        case other
    }

    private static func kind(_ action: ActionFacts) -> Kind {
        guard let types = action.resourceTypes, !types.isEmpty else { return .other }
        let objects = ["object", "accesspointobject"]
        if types.allSatisfy(objects.contains) { return .object }
        return types.contains("bucket") && !types.contains(where: objects.contains) ? .bucket : .other
    }

    /// What is no ARN of a bucket or object (an access point, say) can be either.
    private static func canBeBucket(_ resource: String) -> Bool {
        guard let part = Self.bucketPart(resource) else { return true }
        return !part.contains("/")
    }

    private static func canBeObject(_ resource: String) -> Bool {
        guard let part = Self.bucketPart(resource) else { return true }
        return part.contains("/") || part.contains("*") || PolicyVariable.occurs(in: part)
    }

    private static func bucketPart(_ resource: String) -> String? {
        guard let arn = LintedARN(resource), arn.service == "s3", arn.region.isEmpty, arn.account.isEmpty else { return nil }
        return arn.resource
    }
}
