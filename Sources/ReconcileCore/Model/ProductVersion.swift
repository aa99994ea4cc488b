/// The version that programs, user agents and `status` tell.
package enum ProductVersion {
    package static let text = "0.1.0"
    /// How requests to AWS name what sends them, before the version.
    package static let userAgentPrefix = "reconciled/"
}
