/// The generated tables as text: a literal of text compiles in no time, an array literal of thousands does not.
///
/// Lines, each valid until the next of its kind:
/// - `#LEVEL TYPES` starts the actions of one access level (`L`, `R`, `W`, `T`,
///   `P`, `?` for not known) and of resource types (`-` for none, `?` for not known).
/// - `@KEY` starts the actions on which a condition key of the service is present.
/// - `=TYPE` starts the condition keys of one type, without their prefix, `*` for a variable part.
/// - `!TYPE PATTERN` is the ARN of a resource type.
/// - Anything else is names.
enum ActionTableText {}
