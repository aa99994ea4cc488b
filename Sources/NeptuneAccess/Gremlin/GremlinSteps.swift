/// The steps of Gremlin with the forms of their arguments, from TinkerPop 3.5 to 3.8, and what of Groovy's overloads differs.
/// - SeeAlso: Apache TinkerPop, `Gremlin.g4` and the class `GraphTraversal`.
enum GremlinSteps {
    static let forms = GremlinFormTable.read(Self.moving + Self.filtering + Self.shaping + Self.branching + Self.changing)

    /// What ends a traversal that has a source, and gives its results.
    static let terminals = GremlinFormTable.read(
        """
        explain:
        hasNext:
        iterate:
        next: | whole
        toBulkSet:
        toList:
        toSet:
        toStream:
        tryNext:
        fill: value
        forEachRemaining: code | strategy code | value code
        promise: | code
        """)

    /// What a source has; those that begin a traversal are in `spawning` too.
    static let sourceMethods = GremlinFormTable.read(
        """
        with: option | option value
        withBulk: flag
        withComputer: | value
        withPath:
        withRemote: value | value text
        withSack: value | code | value reduction | value reduction reduction | code reduction | code reduction reduction
        withSideEffect: text value | text code | text value reduction | text code reduction
        withStrategies: strategy strategy*
        withoutStrategies: strategy strategy*
        """)

    static let spawning: Set<String> = ["V", "E", "addV", "addE", "mergeV", "mergeE", "inject", "io", "call", "union"]

    private static let moving = """
        V: value*
        E: value*
        both: text*
        bothE: text*
        bothV:
        in: text*
        inE: text*
        inV:
        otherV:
        out: text*
        outE: text*
        outV:
        to: direction text* | text | vertex | steps
        from: text | vertex | steps
        toE: direction text*
        toV: direction
        properties: text*
        values: text*
        valueMap: text* | flag text*
        propertyMap: text*
        elementMap: text*
        element:
        id:
        key:
        label:
        labels:
        value:
        path:
        tree: | text
        subgraph: text
        connectedComponent:
        pageRank: | number
        peerPressure:
        program: value
        shortestPath:

        """

    private static let filtering = """
        all: test
        and: steps*
        any: test
        coin: number
        cyclicPath:
        dedup: text* | scope text*
        filter: test | steps | code
        has: text | text value | text test | text text value | text text test | text steps | token value | token test | token steps
        hasId: value value* | test
        hasKey: text text* | test
        hasLabel: text text* | test
        hasNot: text
        hasValue: value value* | test
        is: value | test
        limit: whole | scope whole
        none: | test
        not: steps
        or: steps*
        range: whole whole | scope whole whole
        sample: whole | scope whole
        simplePath:
        skip: whole | scope whole
        tail: | whole | scope | scope whole
        timeLimit: whole
        where: test | text test | steps | code

        """

    private static let shaping = """
        aggregate: text | scope text
        as: text text*
        asBool:
        asDate:
        asNumber: | type
        asString: | scope
        barrier: | whole | barrier
        by: | order | function | function order | text | text order | steps | steps order
        cap: text text*
        combine: value
        concat: steps* | text*
        conjoin: text
        constant: value
        count: | scope
        dateAdd: unit whole
        dateDiff: steps | date
        difference: value
        discard:
        disjunct: value
        fail: | text
        fold: | value reduction
        format: text
        group: | text
        groupCount: | text
        identity:
        index:
        inject: value*
        intersect: value
        lTrim: | scope
        length: | scope
        loops: | text
        math: text
        max: | scope
        mean: | scope
        merge: value
        min: | scope
        order: | scope
        product: value
        profile: | text
        project: text text*
        rTrim: | scope
        replace: text text | scope text text
        reverse:
        sack: | reduction
        select: column | text text* | pop text text* | steps | pop steps
        split: text | scope text
        store: text
        substring: whole | whole whole | scope whole | scope whole whole
        sum: | scope
        toLower: | scope
        toUpper: | scope
        trim: | scope
        unfold:
        with: option | option value

        """

    private static let branching = """
        branch: steps | function
        choose: function | test steps | test steps steps | steps | steps steps | steps steps steps | code steps steps | code steps
        coalesce: steps*
        emit: | test | steps | code
        flatMap: steps | code
        local: steps
        map: steps | code
        match: steps*
        option: test steps | merge map | merge map cardinality | merge steps | value steps | steps
        optional: steps
        repeat: steps | text steps
        sideEffect: steps | code
        times: whole
        union: steps*
        until: test | steps | code

        """

    private static let changing = """
        addE: text | steps
        addV: | text | steps
        drop:
        mergeE: | map | steps
        mergeV: | map | steps
        property: cardinality value value value* | cardinality map | value value value* | map
        io: text
        read:
        write:
        call: | text | text map | text steps | text map steps

        """
}
