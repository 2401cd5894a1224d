import HTTP
import Testing

@testable import RegisterAPI

@Suite struct PageTests {
    private func links(_ query: String?, _ number: Int, size: Int, total: Int) -> [String: String] {
        let links = Page(number: number, size: size).links(Target(path: "/x", query: query), total: total)
        return Dictionary(uniqueKeysWithValues: links.map { ($0.relation, $0.target) })
    }

    @Test func inTheMiddle() {
        #expect(
            links("a=1&page=2&b=2", 2, size: 10, total: 35) == [
                "first": "/x?a=1&b=2&page=1", "prev": "/x?a=1&b=2&page=1", "next": "/x?a=1&b=2&page=3", "last": "/x?a=1&b=2&page=4",
            ])
    }

    @Test func atTheEnds() {
        #expect(links(nil, 1, size: 10, total: 10) == ["first": "/x?page=1", "last": "/x?page=1"])
        #expect(links(nil, 1, size: 10, total: 11)["next"] == "/x?page=2")
        #expect(links(nil, 1, size: 10, total: 0) == ["first": "/x?page=1", "last": "/x?page=1"])
        #expect(links(nil, 2, size: 10, total: 11)["next"] == nil)
        #expect(links("", 99, size: 10, total: 11) == ["first": "/x?page=1", "prev": "/x?page=2", "last": "/x?page=2"])
    }

    @Test func otherNamesThatBeginSo() {
        #expect(links("pageSize=10&pages=3&page=1", 1, size: 10, total: 5)["first"] == "/x?pageSize=10&pages=3&page=1")
    }
}
