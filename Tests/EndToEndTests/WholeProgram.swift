import ReconcileTestKit
import Testing

/// What runs the programs as they are built, against an emulated AWS.
///
/// One after the other: each test starts servers and programs of its own, and two cores are soon full.
@Suite(.serialized, .timeLimit(.minutes(TestLength.count(short: 10, long: 40)))) enum WholeProgram {}
