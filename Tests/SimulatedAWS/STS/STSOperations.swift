import Foundation
import IAMPolicy

/// Temporary credentials.
struct SessionState: Equatable, Sendable {
    let caller: Caller
    let token: String
    let endsAt: Date
}

/// Who one is, and becoming another.
enum STSOperations {
    static let operations: [String: Operation] = [
        "GetCallerIdentity": { call, state in
            ["UserId": .string(call.caller.uniqueID), "Account": .string(call.account), "Arn": .string(call.caller.arn)]
        },
        "AssumeRole": { call, state in try Self.assume(call, &state) }
    ]

    private static func assume(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        let arn = call.text("RoleArn")
        let session = call.text("RoleSessionName")
        let refusal = ServiceFault(
            "AccessDenied", "User: \(call.caller.arn) is not authorized to perform: sts:AssumeRole on resource: \(arn)", status: 403)
        guard let role = PrincipalNames(state).entity(of: arn), role.kind == .role, Self.trusts(role, call, state) else { throw refusal }
        let seconds = call.number("DurationSeconds") ?? 3600
        let isChained = call.caller.arn.contains(":assumed-role/")
        if seconds > role.maxSessionDuration || isChained && seconds > 3600 {
            throw .validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        }
        let account = String(arn.split(separator: ":")[3])
        let caller = Caller(
            account: account, arn: "arn:aws:sts::\(account):assumed-role/\(role.name)/\(session)", uniqueID: "\(role.id):\(session)")
        let key = state.newID("ASIA", length: 16)
        let endsAt = call.now.addingTimeInterval(Double(seconds))
        state.sessions = state.sessions.filter { $0.value.endsAt > call.now }
        state.sessions[key] = SessionState(caller: caller, token: "token-of-\(key)", endsAt: endsAt)
        return [
            "Credentials": [
                "AccessKeyId": .string(key), "SecretAccessKey": .string("secret-of-\(key)"), "SessionToken": .string("token-of-\(key)"),
                "Expiration": JSONValue(Int(endsAt.timeIntervalSince1970))
            ],
            "AssumedRoleUser": ["AssumedRoleId": .string(caller.uniqueID), "Arn": .string(caller.arn)]
        ]
    }

    /// Whether the role's trust policy lets the caller in, with what the call says of itself.
    private static func trusts(_ role: IAMEntity, _ call: ServiceCall, _ state: WorldState) -> Bool {
        guard let trust = role.trust?.value(in: state), let document = PolicyDocument.read(trust),
            let principal = RequestPrincipal(call.caller.arn)
        else { return false }
        var context = RequestContext()
        context["aws:PrincipalArn"] = [call.caller.arn]
        context["aws:PrincipalAccount"] = [call.account]
        if let id = call.optionalText("ExternalId") { context["sts:ExternalId"] = [id] }
        context["sts:RoleSessionName"] = [call.text("RoleSessionName")]
        let account = role.arn.split(separator: ":")[3]
        let request = AccessRequest(
            principal: principal, action: "sts:AssumeRole", resource: role.arn, resourceAccount: String(account), context: context)
        // What the caller's own policies say is not looked at.
        let everything = PolicyDocument(statements: [PolicyStatement(effect: .allow, action: ["*"], resource: ["*"])])
        return PolicyEvaluator.evaluate(request, PolicySet(identity: [everything], resource: [document])).verdict == .allowed
    }
}
