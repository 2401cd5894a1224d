import Postgres
import TestCluster
import Testing

@Suite struct ConnectionStringTests {
    @Test func readsAndWritesTheSame() throws {
        let string = try ConnectionString("postgresql://jo%40x:p%2Fw@db.example:6432/my%20db?application_name=a%26b&sslmode=require")
        #expect(string["user"] == "jo@x")
        #expect(string["password"] == "p/w")
        #expect(string["dbname"] == "my db")
        #expect(string["application_name"] == "a&b")
        #expect(string["hostaddr"] == nil)
        let again = try ConnectionString(string.uri)
        for key in ["user", "password", "host", "port", "dbname", "application_name", "sslmode"] { #expect(again[key] == string[key]) }
    }

    @Test(arguments: ["host=/tmp/a,b port=1,2", "host=::1 port=5", "dbname='a b' user='ü'", "host=/run/x", "", "service=none"])
    func keywordsBecomeAURI(_ text: String) throws {
        let string = try ConnectionString(text)
        let again = try ConnectionString(string.uri)
        for key in ["user", "host", "port", "dbname", "service"] { #expect(again[key] == string[key], "\(key) of \(string.uri)") }
    }

    @Test func overridesReplace() throws {
        let string = try ConnectionString("postgresql://a:b@h:1/d?hostaddr=127.0.0.1")
            .with(user: "x", database: "y", host: "z", port: 2, password: "w", options: ["application_name": "n"])
        #expect(string.uri == "postgresql://x:w@z:2/y?application_name=n")
    }

    @Test func neverShowsThePassword() throws {
        let string = try ConnectionString("postgresql://me:geheim@h/d?sslpassword=geheim")
        var dumped = ""
        dump(string, to: &dumped)
        let failure = PGError.connection(ConnectionFailure(message: "no", target: string.description))
        for text in ["\(string)", String(reflecting: string), dumped, "\([string])", "\(failure)", "\(Optional(string) as Any)"] {
            #expect(!text.contains("geheim"))
        }
        #expect(string.description == "postgresql://me:***@h/d?sslpassword=***")
        #expect(string.uri.contains("geheim"))
    }

    @Test(
        arguments: [
            "postgres//me:geheim@host/db", "postgresql://me:geheim@host/db?application_name=%zz", "postgresql://me:geheim@[::1/db",
            "host=x password=a geheim",
            "postgresql://h/d?password=geheim=x",
        ])
    func aMalformedOneIsASentenceWithoutThePassword(_ text: String) throws {
        let error = try #require(throws: PGError.self) { try ConnectionString(text) }
        #expect(!error.description.contains("geheim"))
        #expect(error.description.hasPrefix("The connection string cannot be read: "))
        #expect(error.description.contains("postgresql://user:password@host:5432/database"))
    }

    @Test func namesTheWrongKeywordWhereThereIsNoPassword() throws {
        let error = try #require(throws: PGError.self) { try ConnectionString("host=x dbnam=y") }
        #expect(error.description.contains("dbnam"))
    }

    @Test func psqlAcceptsTheURIOfASocket() async throws {
        let database = try await TestCluster.shared.database()
        let outcome = try Spawn.run(["/usr/bin/psql", database.connectionString.uri, "-AtXc", "select current_database()"]).get()
        #expect(outcome.output == database.name + "\n")
    }
}
