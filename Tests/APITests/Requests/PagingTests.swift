import Testing

@testable import RegisterAPI

@Suite struct PagingTests {
    @Test(arguments: Resource.collections) func pagesTileTheCollection(resource: Resource) async throws {
        let whole = try await items(resource.path)
        for size in [1, 3, 50, 1000] where whole.count / size < 60 {
            var seen: [JSON] = []
            var target: String? = resource.with("pageSize=\(size)")
            var number = 0
            while let current = target {
                number += 1
                let reply = try await Service.shared.send(current)
                let page = try reply.json()
                #expect(page["page"] == ["number": .int(number), "size": .int(size), "total": .int(whole.count)])
                #expect(page["items"].elements.count == min(size, whole.count - seen.count))
                seen += page["items"].elements
                let links = reply.links
                let last = max(1, (whole.count + size - 1) / size)
                #expect(
                    Set(links.keys).subtracting(["permalink"])
                        == Set(["first", "last"]).union(number > 1 ? ["prev"] : []).union(number < last ? ["next"] : []))
                target = links["next"]
            }
            #expect(seen == whole, "\(resource.path) in pages of \(size)")
        }
    }

    @Test(arguments: Resource.collections) func linksKeepTheQuestion(resource: Resource) async throws {
        let query = resource.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let reply = try await Service.shared.send(resource.with("page=2&\(query)&pageSize=1&sort=-\(resource.sortKeys[0])"))
        let links = reply.links
        let body = try reply.json()
        let total = try #require(body["page"]["total"].number)
        #expect(total > 0)
        for (relation, number) in [("first", 1), ("prev", 1), ("last", total)] {
            let page = try await get(try #require(links[relation]))
            #expect(page["page"] == ["number": .int(number), "size": 1, "total": .int(total)])
            #expect(page["validOn"] == body["validOn"])
        }
    }

    @Test func fiftyIsTheDefault() async throws {
        let page = try await get("/v1/municipalities")
        #expect(page["page"]["size"] == 50 && page["page"]["number"] == 1)
        #expect(page["items"].elements.count == 50)
    }

    @Test func aPageBeyondTheEndIsEmpty() async throws {
        for number in ["9", "1000000"] {
            let reply = try await Service.shared.send("/v1/municipalities?page=\(number)")
            let page = try reply.json()
            #expect(reply.status == 200 && page["items"] == [] && page["page"]["total"] == 342)
            #expect(reply.links["next"] == nil)
            #expect(try await get(try #require(reply.links["prev"]))["page"]["number"] == 7)
            #expect(try await get(try #require(reply.links["last"]))["items"].elements.count == 42)
        }
    }

    @Test func anEmptyCollectionHasAPage() async throws {
        let reply = try await Service.shared.send("/v1/municipalities?name=xyzzy")
        #expect(try reply.json()["page"] == ["number": 1, "size": 50, "total": 0])
        #expect(Set(reply.links.keys) == ["first", "last", "permalink"])
        #expect(try await get(try #require(reply.links["last"]))["items"] == [])
    }

    @Test(arguments: ["page=0", "page=-1", "page=1.5", "page=", "page=x", "page=1e3", "page=+1", "page=99999999999999999999", "page=%20%201"])
    func whatIsNoPage(query: String) async throws {
        for resource in Resource.collections {
            let found = try await faults(resource.with(query))
            #expect(found == ["page \(query == "page=" ? "parameter-empty" : "number-invalid")"])
        }
    }

    @Test(arguments: ["pageSize=0", "pageSize=1001", "pageSize=-5", "pageSize=all"]) func whatIsNoPageSize(query: String) async throws {
        for resource in Resource.collections { #expect(try await faults(resource.with(query)) == ["pageSize number-invalid"]) }
    }

    @Test func singleResourcesHaveNoPages() async throws {
        for resource in Resource.all where !resource.isCollection && !resource.query.contains(where: { $0.name == "page" }) {
            #expect(try await faults(resource.with("page=1")) == ["page parameter-unknown"], "\(resource.path)")
        }
    }

    @Test(arguments: ["page=2&pageSize=100", "%70age=2&pageSize=100", "p%61ge=2&pageSize=100"])
    func nextFollowsHoweverThePageWasWritten(query: String) async throws {
        let reply = try await Service.shared.send("/v1/municipalities?\(query)")
        #expect(try await get(try #require(reply.links["next"]))["page"]["number"] == 3)
    }

    @Test(arguments: ["name=ú", "name=%C3%BA", "name=e\">", "name=e%3E", "name=-+e", "name=e&&", "&name=e", "name=Frysl%c3%a2n"])
    func nextAsksTheSameQuestion(query: String) async throws {
        let first = try await Service.shared.send("/v1/municipalities?status=all&pageSize=1&\(query)")
        let last = try #require(first.links["last"])
        #expect(last.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "\"") })
        #expect(try await get(last)["page"]["total"] == (try first.json())["page"]["total"])
    }
}
