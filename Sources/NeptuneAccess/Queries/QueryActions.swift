/// The data actions that a query could need, with the place of the query that asks for each.
package struct QueryActions: Sendable, Equatable {
    /// Why an action is in the set.
    package struct Reason: Sendable, Hashable {
        package let action: DataAction
        /// One phrase for a person: "property() replaces values".
        package let because: String
        /// Where the step, clause or form begins, in UTF-8 bytes from the start of the query.
        package let offset: Int
        package let basis: ActionBasis

        package init(action: DataAction, because: String, offset: Int, basis: ActionBasis) {
            self.action = action
            self.because = because
            self.offset = offset
            self.basis = basis
        }
    }

    /// Without repeats, in the order read, write, delete; never empty.
    package let actions: [DataAction]
    /// The weakest basis of all that decided.
    package let basis: ActionBasis
    /// For each action the first place that asks for it, and every place that writes or deletes, in the order of the query.
    package let reasons: [Reason]
    /// What else the caller needs: actions of other services such as `s3:GetObject`, with the reason; empty for most queries.
    package let furtherNeeds: [FurtherNeed]
    /// Why the query was not understood; nil where it was.
    package let fault: QuerySyntaxFault?

    /// An action of another service that the query makes its caller need.
    package struct FurtherNeed: Sendable, Equatable {
        package let action: String
        package let because: String
        package let offset: Int

        package init(action: String, because: String, offset: Int) {
            self.action = action
            self.because = because
            self.offset = offset
        }
    }

    /// - Parameters:
    ///   - demands: what each step, clause or form asks for, in the order of the query; repeats are allowed.
    ///   - readBasis: the basis of the read that every query needs.
    package init(demands: [Reason], readBasis: ActionBasis = .documented, furtherNeeds: [FurtherNeed] = []) {
        var reasons: [Reason] = []
        var seen: Set<DataAction> = []
        var known: Set<Reason> = []
        for demand in demands where seen.insert(demand.action).inserted || demand.action != .readDataViaQuery {
            if known.insert(demand).inserted { reasons.append(demand) }
        }
        if seen.insert(.readDataViaQuery).inserted {
            reasons.insert(
                Reason(action: .readDataViaQuery, because: "every query reads before anything else", offset: 0, basis: readBasis), at: 0)
        }
        self.actions = seen.sorted()
        self.basis = reasons.map(\.basis).max() ?? readBasis
        self.reasons = reasons
        self.furtherNeeds = furtherNeeds
        self.fault = nil
    }

    /// A query that was not understood: all three actions, since none can be left out.
    package init(notUnderstood fault: QuerySyntaxFault) {
        self.actions = DataAction.allCases
        self.basis = .unknown
        self.reasons = DataAction.allCases.map {
            Reason(action: $0, because: "the query was not understood: \(fault.message)", offset: fault.offset, basis: .unknown)
        }
        self.furtherNeeds = []
        self.fault = fault
    }
}
