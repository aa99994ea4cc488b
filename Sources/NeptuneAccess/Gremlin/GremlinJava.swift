/// What scripts call of Java, of Groovy and of TinkerPop's structure, and what does no more than read or compute.
///
/// A method that is not here could do anything, so that a text which calls it is not understood.
enum GremlinJava {
    /// Of elements, collections, texts, numbers and dates.
    static let methods = Self.words(
        """
        abs absent accept accumulate add addAll addDays addFirst addLast after all and any append apply applyAsLong asBoolean asList
        asType asImmutable atStartOfDay atZone before between bigIntegerValue boolean booleanValue build byteValue byteCount bulk
        cardinality ceil charAt chars clear clone close collate collect collectEntries collectMany collectNested combinations
        compare compareTo compute concat contains containsAll containsKey containsValue count countBy create create cycle
        dayOfMonth dayOfWeek degree disjoint doubleValue downto drop dropWhile each eachWithIndex edge edges edgeCriterion element
        empty endsWith entrySet entry equals equalsIgnoreCase every exp extend features filter find findAll findAny findFirst findIndexOf
        findResult findResults first flatMap flatten floatValue floor floorDiv floorMod flush forEach format formatted
        forEachRemaining from fromString get getAt getBulk getBytes getClass getDay getEdges getElement getGraph getHours getId
        getKey getKeys getLabel getLeft getMessage getMinutes getMonth getName getNano getOrDefault getPath getPredicate getProperty
        getRight getSideEffects getSize getTime getValue getValues getVertex getVertices getYear graph groupBy grep has hasNext hashCode head
        id ids inVertex indexOf indices indexed init inject insert intValue intersect intern isAfter isBefore isBlank isEmpty isInfinite
        isNaN isNumber isNull isPresent isTransient iterator join key keySet keys label labels last lastIndexOf
        length limit lines list listIterator loops longValue log log10 map mapToDouble mapToInt mapToLong matcher matches max maxBy merge min
        minBy minus minusDays minusHours minusMinutes minusMonths minusSeconds minusWeeks minusYears mod multiply name negate next nextInt
        nextDouble nextBoolean nextLong noneMatch anyMatch allMatch normalize not now objects of offer ofDays ofEpochMilli ofEpochSecond
        ofHours ofInstant ofMillis ofMinutes ofNullable ofPattern ofSeconds open or ordinal orElse orElseGet orElseThrow ifPresent outVertex
        padLeft padRight parallel parse parseDouble parseFloat parseInt parseLong partition path peek permutations plus plusDays plusHours
        plusMinutes plusMonths plusSeconds plusWeeks plusYears poll pop pow power previous print printStackTrace println properties
        propertyKeys push put putAll putAt putIfAbsent random randomUUID range reduce reset removeAll removeIf replace replaceAll
        replaceFirst replaceWith retainAll returnType reverse reversed round sack set setLength setScale setTime shortValue shuffle
        shuffled sideEffects signum size skip sleep sort sorted split splitEachLine sqrt startsWith step store stream stripIndent sublist subList
        substring subMap subtract subtract sum take takeRight takeWhile test then times toArray toBigDecimal toBigInteger toBoolean
        toCharArray toDate toDays toDouble toEpochMilli toFloat toInstant toInteger toList toLocalDate toLocalDateTime toLong
        toLowerCase toMap toMillis toSeconds toSet toString toUpperCase tokenize tr transpose trim truncate unique unit unmodifiable
        upto until value valueOf values vertex vertices vertexCriterion vertexPropertyCriterion view withDefault withIndex withZone with without
        year month hour minute second within xor zip capitalize uncapitalize center reverseEach everyWithIndex max min
        currentTimeMillis nanoTime getEpochSecond toEpochSecond writePartition readPartitions partitionKey includeMetaProperties checkAdjacentVertices
        allowedKeys excludeKeys evaluationTimeout strategies using describeGraph variables keysOnly addMetaProperty toUri asSynchronizedGraph
        instance vertexProperties seed createModern createClassic createTheCrew createGratefulDead createKitchenSink createTheAirlines
        """)

    /// What Groovy lends to a traversal, since it is an iterator, and what `Traversal` has beside steps.
    static let traversalMethods = Self.words(
        """
        asAdmin bytecode clone close collect collectEntries collectMany each eachWithIndex equals every find findAll forEach getBytecode
        getClass getGremlinLang getSideEffects hashCode iterator join notifyClose size sort toString toArray withIndex with
        """)

    /// What a source has beside its own steps.
    static let sourceMethods = Self.words(
        "clone close getBytecode getGraph getGremlinLang getStrategies toString hashCode equals")

    /// Of what `tx()` gives; `begin` and `createThreadedTx` give a source.
    static let transactionMethods = Self.words(
        "begin close commit createThreadedTx isOpen onClose onReadWrite open readWrite rollback addTransactionListener toString")

    /// What `graph` has: consoles and servers bind it.
    static let graphMethods = Self.words(
        """
        addVertex close compute configuration edges features io readGraph toString traversal tx variables vertices writeGraph
        readVertex
        """)

    /// Members without parentheses that lead to other classes, and so to anything.
    static let barredMembers: Set<String> = ["metaClass", "classLoader", "binding", "delegate", "owner", "thisObject"]

    private static func words(_ text: String) -> Set<String> { Set(text.split { $0 == " " || $0 == "\n" }.map(String.init)) }
}
