/// The windows that an accepted mutation opens: one for each aspect that it wrote.
package enum CorrectionWindows {
    package static func opened(
        by mutation: Mutation, at index: Int, of correction: CorrectionRecord, length: Double, now: Instant
    ) -> [PropagationWindow] {
        mutation.writes.map { write in
            PropagationWindow(
                id: PassIdentifier.window(correctionID: correction.id, mutation: index, write.aspect), resource: correction.resource,
                correctionID: correction.id, write: write, openedAt: now, length: length)
        }
    }
}
