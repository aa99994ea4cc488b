import Testing

@testable import NeptuneAccess

/// The tables of forms: a slip of the pen in one would refuse queries or let nonsense through.
@Suite struct GremlinTableTests {
    private static let tables = [GremlinSteps.forms, GremlinSteps.terminals, GremlinSteps.sourceMethods, GremlinNames.predicates]

    @Test func `every slot has a name that is known`() {
        for table in Self.tables {
            for (name, forms) in table {
                #expect(!forms.isEmpty)
                #expect(forms.allSatisfy { form in form.slots.allSatisfy { !$0.isEmpty } && (!form.lastRepeats || !form.slots.isEmpty) }, "\(name)")
            }
        }
    }

    @Test func `what begins or changes a traversal is a step`() {
        #expect(GremlinSteps.spawning.allSatisfy { GremlinSteps.forms[$0] != nil })
        for step in ["addV", "addE", "mergeV", "mergeE", "drop", "property"] {
            #expect(GremlinSteps.forms[step] != nil && !GremlinEffect.of(step).isEmpty)
        }
        #expect(GremlinSteps.forms.count > 130)
    }

    @Test func `a form admits as many as it says`() throws {
        let forms = try #require(GremlinFormTable.read("as: text text*\nnone:\nbits: | whole value*")["as"])
        #expect(forms.count == 1 && !forms[0].admits([]) && forms[0].admits([.text]) && forms[0].admits([.text, .text, .null]))
        #expect(!forms[0].admits([.text, .whole]) && forms[0].admits([.variable, .object]))
        let bits = try #require(GremlinFormTable.read("bits: | whole value*")["bits"])
        #expect(bits[0].admits([]) && !bits[0].admits([.whole]) && bits[1].admits([.whole]) && bits[1].admits([.whole, .text]) && !bits[1].admits([]))
    }

    @Test func `no helper of Java or Groovy runs code from a text`() {
        let dangerous = [
            "evaluate", "execute", "eval", "submit", "submitAsync", "invokeMethod", "invoke", "forName", "newInstance", "exec", "run", "exit"
        ]
        for name in dangerous {
            #expect(!GremlinJava.methods.contains(name) && !GremlinJava.traversalMethods.contains(name) && GremlinSteps.forms[name] == nil)
        }
    }
}
