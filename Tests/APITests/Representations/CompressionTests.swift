import Testing

@testable import RegisterAPI

/// Accept-Encoding (RFC 9110 section 12.5.3).
@Suite struct CompressionTests {
    private static let long = "/v1/municipalities"

    @Test(arguments: [
        "gzip", "x-gzip", "GZIP", "deflate, gzip, br", "gzip;q=0.001", "br;q=1, gzip;q=0.5", "*", "*;q=0.1", "identity;q=0, *", "gzip, *;q=0",
    ])
    func whoTakesItGetsIt(accepted: String) async throws {
        let plain = try await Service.shared.send(Self.long)
        #expect(plain["Content-Encoding"] == nil)
        let packed = try await Service.shared.send(Self.long, fields: ["Accept-Encoding: \(accepted)"])
        #expect(packed["Content-Encoding"] == "gzip" && packed.body.count < plain.body.count / 2)
        #expect(packed["Content-Length"] == String(packed.body.count) && packed["Content-Type"] == plain["Content-Type"])
        #expect(try await packed.unpacked() == plain.body)
    }

    @Test(arguments: [
        "", "identity", "br, deflate", "gzip;q=0", "gzip;q=0, *", "*, gzip;q=0", "*;q=0", "gzip;q=0.000", "gzipped", "x-gzip;q=0, identity",
    ])
    func whoDoesNotTakeItDoesNotGetIt(accepted: String) async throws {
        let reply = try await Service.shared.send(Self.long, fields: ["Accept-Encoding: \(accepted)"])
        #expect(reply["Content-Encoding"] == nil && reply["Vary"] == "Accept, Accept-Encoding")
        #expect(try reply.json()["items"].elements.count == 50)
    }

    @Test(arguments: Resource.all + Resource.documents) func itUnpacksToTheSame(resource: Resource) async throws {
        for form in resource.representations {
            let accept = "Accept: \(form.accept)"
            let plain = try await Service.shared.send(resource.path, fields: [accept], type: form.type)
            let packed = try await Service.shared.send(resource.path, fields: [accept, "Accept-Encoding: gzip"], type: form.type)
            #expect((packed["Content-Encoding"] == "gzip") == (plain.body.count > 1024), "\(plain.body.count)")
            let body = packed["Content-Encoding"] == nil ? packed.body : try await packed.unpacked()
            #expect(body == plain.body)
        }
    }

    /// Below 1 KiB it costs more than it saves; fields make bodies of about any length.
    @Test func theLimitIsAKibibyte() async throws {
        var lengths: (packed: [Int], plain: [Int]) = ([], [])
        for size in 25...75 {
            for fields in ["name", "code"] {
                let target = "/v1/municipalities?fields=\(fields)&pageSize=\(size)"
                let length = try await Service.shared.send(target).body.count
                let isPacked = try await Service.shared.send(target, fields: ["Accept-Encoding: gzip"])["Content-Encoding"] != nil
                if isPacked { lengths.packed.append(length) } else { lengths.plain.append(length) }
            }
        }
        let (most, least) = (try #require(lengths.plain.max()), try #require(lengths.packed.min()))
        #expect(most <= 1024 && most > 990 && least > 1024 && least < 1058, "\(most) \(least)")
    }

    @Test func aFaultIsPlain() async throws {
        let query = (1...30).map { "unknown\($0)=1" }.joined(separator: "&")
        let reply = try await Service.shared.send("\(Self.long)?\(query)", fields: ["Accept-Encoding: gzip"])
        #expect(reply.status == 400 && reply.body.count > 1024 && reply["Content-Encoding"] == nil)
    }
}
