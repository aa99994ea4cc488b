/// One of the three `neptune-db` actions that Neptune asks for before it runs a query.
///
/// Source: Amazon Neptune User Guide, "Using IAM policy actions to control access to data".
package enum DataAction: String, Sendable, CaseIterable, Comparable {
    case readDataViaQuery = "ReadDataViaQuery"
    case writeDataViaQuery = "WriteDataViaQuery"
    case deleteDataViaQuery = "DeleteDataViaQuery"

    package static func < (left: Self, right: Self) -> Bool {
        left.order < right.order
    }

    private var order: Int {
        switch self {
        case .readDataViaQuery: 0
        case .writeDataViaQuery: 1
        case .deleteDataViaQuery: 2
        }
    }
}
