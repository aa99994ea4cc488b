import Foundation
import IAMPolicy

// One JSON object a line in, one a line out; docs/AWS-CLIENT.md describes them.
while let line = readLine() {
    let answer: JSONValue
    do {
        answer = try Door.answer(JSONReader.parse(line, limits: JSONReader.Limits(depthMax: 200, bytesMax: 64 << 20)))
    } catch let error as DoorFault {
        answer = ["fault": .string(error.message)]
    } catch {
        answer = ["fault": .string("\(error)")]
    }
    FileHandle.standardOutput.write(Data((JSONWriter.compact(answer) + "\n").utf8))
}
