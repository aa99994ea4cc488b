import AWSClient
import HTTPTransport
import IAMPolicy
import ReconcileTestKit
import SimulatedAWS
import Testing

/// The same calls to the simulated AWS and to moto's server have the same answers, but where moto is wrong.
@Suite(.serialized) struct ComparedWithMotoTests {
    /// One of the two servers, with what it has made so far.
    private struct Side {
        let caller: AWSCaller
        var made: [String: String] = [:]

        mutating func answer(_ step: ComparedStep) async throws -> ComparedAnswer {
            let operation = try WorldOperations.operation(step.service, step.name).orThrow(step.name)
            let input = JSONObject(
                step.input.members.map { member in
                    .init(name: member.name, value: member.value.stringValue.flatMap { self.made[$0] }.map { .string($0) } ?? member.value)
                })
            do throws(AWSError) {
                let output = try await self.caller.call(operation, parameters: input, region: step.region).output(of: operation)
                if step.name == "CreateGroup" { self.made["AGPA"] = output["Group"]?["GroupId"]?.stringValue }
                if step.name == "CreateKey" { self.made["KEY"] = output["KeyMetadata"]?["KeyId"]?.stringValue }
                if step.name == "CreateGrant" { self.made["GRANT"] = output["GrantId"]?.stringValue }
                if step.name == "CreateSecurityGroup" { self.made["GROUP"] = output["GroupId"]?.stringValue }
                if let summary = output["Policy"]?["PolicySummary"] {
                    self.made["POLICY"] = summary["Id"]?.stringValue
                    self.made["ORGANIZATION"] = summary["Arn"]?.stringValue?.split(separator: "/").dropFirst().first.map(String.init)
                }
                return ComparedAnswer.normalised(output, self.made, lacking: ComparedAnswer.lackingMembers[step.name] ?? [])
            } catch {
                return .refused(error.code)
            }
        }
    }

    @Test func answersAreTheSame() async throws {
        let server = try await MotoServer()
        let environment = AWSEnvironment([:])
        var moto = Side(
            caller: AWSCaller(
                configuration: .init(region: Lab.region, endpointURL: server.endpoint, requestsPerSecondMax: 1000, environment: environment),
                environment: environment, credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKIAEXAMPLE", secretAccessKey: "s")),
                transport: try CurlTransport(), clock: SystemAWSClock(), fraction: { 0.01 }))
        try await server.call("organizations", "create_organization", ["FeatureSet": "ALL"])
        let lab = Lab()
        lab.world.addOrganization(managementAccount: Lab.account, members: [Lab.account: "root"])
        var simulated = Side(caller: lab.caller)
        for (name, steps) in ComparedSequence.all {
            for (number, step) in steps.enumerated() {
                let (theirs, ours) = (try await moto.answer(step), try await simulated.answer(step))
                if let fault = step.emulatorFault {
                    #expect(theirs != ours, "\(name)[\(number)] \(step.name): moto is right now: \(fault)")
                } else {
                    #expect(theirs == ours, "\(name)[\(number)] \(step.name)")
                }
            }
        }
        await server.stop()
    }
}
