import Foundation
import IAMPolicy
import ReconcileTestKit

/// Terraform as it is installed, in a folder of its own, pointed at the emulated AWS.
struct Terraform {
    private let runner: ProgramRunner
    private let folder: String

    /// The program, and a folder with its AWS provider: nothing is fetched. `RECONCILED_TERRAFORM_PLUGINS` names another folder.
    static let installation: (program: String, plugins: String)? = {
        let environment = ProcessInfo.processInfo.environment
        let program = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/terraform" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        let optional = (try? FileManager.default.contentsOfDirectory(atPath: "/opt")) ?? []
        let places =
            [environment["RECONCILED_TERRAFORM_PLUGINS"], environment["HOME"].map { "\($0)/.terraform.d/plugins" }].compactMap(\.self)
            + ["/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"] + optional.sorted().map { "/opt/\($0)" }
        let plugins = places.first { FileManager.default.fileExists(atPath: "\($0)/registry.terraform.io/hashicorp/aws") }
        guard let program, let plugins else { return nil }
        return (program, plugins)
    }()

    init(_ world: World) async throws {
        self.folder = world.folder.file("terraform")
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        try world.folder.write(Self.source(endpoint: world.aws.endpoint), to: "terraform/main.tf")
        self.runner = ProgramRunner(environment: ["TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"])
        guard let plugins = Self.installation?.plugins else { return }
        let result = try await self.run("init", "-input=false", "-no-color", "-plugin-dir=\(plugins)")
        guard result.exitCode == 0 else { throw NotStarted(result: "\(result)") }
    }

    struct NotStarted: Error { let result: String }

    /// - Parameter action: what the role's inline policy allows.
    func apply(action: String) async throws -> ProgramResult {
        try await self.run("apply", "-auto-approve", "-input=false", "-no-color", "-var", "action=\(action)")
    }

    /// Remembers what is there now.
    func refresh(action: String) async throws -> ProgramResult {
        try await self.run("apply", "-refresh-only", "-auto-approve", "-input=false", "-no-color", "-var", "action=\(action)")
    }

    /// Whether what is there is what it remembers. Its exit code does not tell: with `-refresh-only` it says 2 and "No changes." in one breath.
    func findsNothingChanged(action: String) async throws -> Bool {
        let plan = try await self.run("plan", "-refresh-only", "-input=false", "-no-color", "-var", "action=\(action)")
        guard plan.exitCode == 0 else { throw NotStarted(result: "\(plan)") }
        return plan.output.contains("No changes.")
    }

    private func run(_ arguments: String...) async throws -> ProgramResult {
        try await self.runner.run(Self.installation?.program ?? "terraform", ["-chdir=\(self.folder)"] + arguments, withinSeconds: 180)
    }

    static let role = "built-by-terraform"

    private static func source(endpoint: String) -> String {
        """
        terraform {
          required_providers {
            aws = { source = "hashicorp/aws" }
          }
        }

        provider "aws" {
          region                      = "eu-west-1"
          access_key                  = "AKIATERRAFORMITSELF1"
          secret_key                  = "abcdefghijklmnopqrstuvwxyz0123456789ABCD"
          skip_credentials_validation = true
          skip_requesting_account_id  = true
          skip_metadata_api_check     = true
          endpoints {
            iam = "\(endpoint)"
            sts = "\(endpoint)"
          }
        }

        variable "action" { type = string }

        resource "aws_iam_role" "loader" {
          name                 = "\(Self.role)"
          path                 = "/neptune/"
          description          = "loads"
          max_session_duration = 7200
          tags                 = { owner = "graph" }
          assume_role_policy = jsonencode({
            Version   = "2012-10-17"
            Statement = [{ Effect = "Allow", Principal = { Service = "rds.amazonaws.com" }, Action = "sts:AssumeRole" }]
          })
        }

        resource "aws_iam_role_policy" "load" {
          name = "load"
          role = aws_iam_role.loader.name
          policy = jsonencode({
            Version   = "2012-10-17"
            Statement = [{ Effect = "Allow", Action = [var.action, "s3:ListBucket"], Resource = "*" }]
          })
        }

        resource "aws_iam_role_policy_attachment" "read" {
          role       = aws_iam_role.loader.name
          policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
        }
        """
    }
}
