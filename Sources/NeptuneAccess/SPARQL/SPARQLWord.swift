/// The keywords of SPARQL 1.1 query and update, and of Neptune's `UNLOAD`; the raw value is the spelling in lower case.
///
/// Source: W3C, "SPARQL 1.1 Query Language", section 19.8, and Amazon Neptune User Guide, "SPARQL UPDATE UNLOAD".
enum SPARQLWord: String, CaseIterable, Sendable {
    case base, prefix, select, distinct, reduced, construct, describe, ask, from, named, `where`
    case group, by, having, order, asc, desc, limit, offset, values, undef, `as`
    case optional, graph, service, silent, minus, union, filter, bind, exists, not, `in`, a
    case load, unload, into, clear, drop, create, add, move, copy, to, `default`, all
    case insert, delete, data, with, using
    case `true`, `false`, separator
    case count, sum, min, max, avg, sample, groupConcat = "group_concat"
    case str, lang, langMatches = "langmatches", datatype, bound, iri, uri, bnode, rand, abs, ceil, floor, round, concat
    case strlen, ucase, lcase, encodeForURI = "encode_for_uri", contains, strStarts = "strstarts", strEnds = "strends"
    case strBefore = "strbefore", strAfter = "strafter", year, month, day, hours, minutes, seconds, timezone, tz, now
    case uuid, strUUID = "struuid", md5, sha1, sha256, sha384, sha512, coalesce, `if`, strLang = "strlang", strDatatype = "strdt"
    case sameTerm = "sameterm", isIRI = "isiri", isURI = "isuri", isBlank = "isblank", isLiteral = "isliteral", isNumeric = "isnumeric"
    case regex, substr, replace
    case other = ""

    static let table = KeywordTable<SPARQLWord>()

    /// How many expressions the built-in function of that name takes; nil for what is not such a function.
    ///
    /// `BOUND` takes a variable, `EXISTS` a group: they are read apart.
    var argumentCounts: ClosedRange<Int>? {
        switch self {
        case .rand, .now, .uuid, .strUUID: 0...0
        case .bnode: 0...1
        case .concat, .coalesce: 0...Int.max
        case .str, .lang, .datatype, .iri, .uri, .abs, .ceil, .floor, .round, .strlen, .ucase, .lcase, .encodeForURI, .year, .month, .day,
            .hours, .minutes, .seconds, .timezone, .tz, .md5, .sha1, .sha256, .sha384, .sha512, .isIRI, .isURI, .isBlank, .isLiteral,
            .isNumeric:
            1...1
        case .langMatches, .contains, .strStarts, .strEnds, .strBefore, .strAfter, .strLang, .strDatatype, .sameTerm: 2...2
        case .if: 3...3
        case .regex, .substr: 2...3
        case .replace: 3...4
        default: nil  // Every other keyword introduces a form of its own.
        }
    }

    var isAggregate: Bool {
        switch self {
        case .count, .sum, .min, .max, .avg, .sample, .groupConcat: true
        default: false
        }
    }
}
