import Postgres
import Register
import Testing

/// An editor may make temporary tables. None of them may get between the register and its books.
@Suite struct ShadowTests {
    private static func count(_ code: String, _ more: Int = 1) -> String {
        "UPDATE public.inhabitants SET count = count + \(more) WHERE municipality_code = '\(code)' AND reference_date = '2026-01-01'"
    }

    /// A working table of one's own, named like the real one: PostgreSQL looks for temporary tables first, unless it is told otherwise.
    @Test(arguments: [
        (
            "inhabitants", "GM0988,2027-01-01,5,exact,published,cbs-37230ned-2026",
            "SELECT count(*) FROM public.inhabitants WHERE reference_date = '2027-01-01'"
        ),
        (
            "municipality", "GM9001,Nieuwstad,2027-01-01,,cbs-gemeentelijke-indeling",
            "SELECT count(*) FROM public.municipality_name WHERE name = 'Nieuwstad'"
        ),
        (
            "region", "subregio-x,subregio,X,2027-01-01,,cbs-gemeentelijke-indeling",
            "SELECT count(*) FROM public.region_name WHERE region_id = 'subregio-x'"
        ),
    ]) func aTemporaryTableDoesNotStandInForTheRegister(_ view: String, _ row: String, _ found: String) async throws {
        try await withRegister { register in
            let count = try await register.editor.run { db in
                for table in ["inhabitants", "municipality", "municipality_name", "region", "region_name", "source", "change", "revision_counter"] {
                    try db.script("CREATE TEMP TABLE \(table) AS SELECT * FROM public.\(table) WITH NO DATA; GRANT ALL ON pg_temp.\(table) TO PUBLIC")
                }
                _ = try db.copyIn("COPY load.\(view) FROM STDIN (FORMAT csv)") { try $0.write(row + "\n") }
                return try db.number(found)
            }
            #expect(count == 1)
        }
    }

    @Test func aTemporaryTableDoesNotKeepAChangeOutOfTheLog() async throws {
        try await withRegister { register in
            try await register.editor.execute(
                "CREATE TEMP TABLE change (LIKE public.change INCLUDING ALL); GRANT ALL ON pg_temp.change TO PUBLIC; \(Self.count("GM0988"))")
            #expect(try await register.reader.latestRevision == 2)
            #expect(try await register.reader.number("SELECT count(*) FROM change WHERE revision = 2") == 1)
        }
    }

    /// The trigger functions run with the owner's rights: whoever may execute them may hang them on a table of his own.
    @Test func anEditorCannotWriteHistoryThatNeverWas() async throws {
        try await withRegister { register in
            let before = try await register.superuser.run { db in try db.contents() }
            _ = try? await register.editor.execute(
                """
                CREATE TEMP TABLE norm AS SELECT * FROM public.norm;
                CREATE TRIGGER forge AFTER UPDATE ON pg_temp.norm FOR EACH ROW EXECUTE FUNCTION public.record_change('id');
                UPDATE pg_temp.norm SET threshold = 5, revision = 1
                """)
            #expect(try await register.superuser.run { db in try db.contents() } == before)
            #expect(
                try await register.superuser.column(
                    """
                    SELECT oid::regprocedure FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'load'::regnamespace) AND prosecdef
                    AND has_function_privilege('register_editor', oid, 'EXECUTE')
                    """) == [])
        }
    }
}
