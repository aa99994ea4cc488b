/// IAM's refusals, in its words.
enum IAMFaults {
    static func noSuch(_ kind: IAMEntity.Kind, _ name: String) -> ServiceFault {
        ServiceFault("NoSuchEntity", "The \(kind.rawValue.lowercased()) with name \(name) cannot be found.", status: 404)
    }

    static func noSuchPolicy(_ arn: String) -> ServiceFault {
        ServiceFault("NoSuchEntity", "Policy \(arn) does not exist or is not attachable.", status: 404)
    }

    static func noSuchInline(_ kind: IAMEntity.Kind, _ name: String) -> ServiceFault {
        ServiceFault("NoSuchEntity", "The \(kind.rawValue.lowercased()) policy with name \(name) cannot be found.", status: 404)
    }

    static func exists(_ what: String, _ name: String) -> ServiceFault {
        ServiceFault("EntityAlreadyExists", "\(what) with name \(name) already exists.", status: 409)
    }

    static func inUse(_ message: String) -> ServiceFault { ServiceFault("DeleteConflict", "Cannot delete entity, \(message)", status: 409) }

    static func quota(_ message: String) -> ServiceFault { ServiceFault("LimitExceeded", message, status: 409) }

    static func malformed(_ message: String) -> ServiceFault { ServiceFault("MalformedPolicyDocument", message) }

    static func protected(_ name: String) -> ServiceFault {
        ServiceFault(
            "UnmodifiableEntity", "Cannot perform the operation on the protected role '\(name)' - this role is only modifiable by AWS")
    }
}
