import NeptuneAccess
import ReconcileCore

/// The blueprints that this program knows.
enum KnownBlueprints {
    static let catalog = NeptuneBlueprints.catalog
}
