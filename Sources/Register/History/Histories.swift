public import Postgres

/// Every version of one thing that was ever recorded, in the order of their recording. Every function reads within the caller's snapshot; empty: nothing ever
/// had that id.
public enum Histories {
    public static func ofMunicipality(_ db: isolated Connection, code: String) throws -> [NameVersion] { try db.all(municipalityVersions, code) }
    public static func ofRegion(_ db: isolated Connection, id: String) throws -> [NameVersion] { try db.all(regionVersions, id) }
    public static func ofOrganisation(_ db: isolated Connection, id: String) throws -> [OrganisationVersion] { try db.all(organisationVersions, id) }
    public static func ofArrangement(_ db: isolated Connection, id: String) throws -> [ArrangementVersion] { try db.all(arrangementVersions, id) }

    static let municipalityVersions = Statement(
        "municipality_versions",
        """
        SELECT v.version, v.name, v.valid_from, v.valid_to, v.source_id,
            v.recorded_from, to_char(v.recorded_from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            v.recorded_to, to_char(v.recorded_to_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        FROM municipality_versions($1, :as_of) v ORDER BY v.recorded_from, v.valid_from NULLS FIRST, v.version
        """, (String).self, decode: named)

    static let regionVersions = Statement(
        "region_versions",
        """
        SELECT v.version, v.name, v.valid_from, v.valid_to, v.source_id,
            v.recorded_from, to_char(v.recorded_from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            v.recorded_to, to_char(v.recorded_to_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        FROM region_versions($1, :as_of) v ORDER BY v.recorded_from, v.valid_from NULLS FIRST, v.version
        """, (String).self, decode: named)

    private static func named(_ row: borrowing Row) throws -> NameVersion {
        let (number, name, from, to, source, recorded, recordedAt, ended, endedAt) = try row.decode(
            (Int, String, CalendarDate?, CalendarDate?, String, Int, Instant, Int?, Instant?).self)
        return NameVersion(
            number: number, name: name, validity: Period(from: from, to: to), source: source, recorded: Recorded(recorded, recordedAt, ended, endedAt)
        )
    }

    static let organisationVersions = Statement(
        "organisation_versions",
        """
        SELECT v.version, v.name, v.parent_id, v.valid_from, v.valid_to, v.date_precision, v.source_id,
            v.recorded_from, to_char(v.recorded_from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            v.recorded_to, to_char(v.recorded_to_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        FROM organisation_versions($1, :as_of) v ORDER BY v.recorded_from, v.valid_from, v.version
        """, (String).self
    ) { row in
        let (number, name, parent, from, to, precision, source, recorded, recordedAt, ended, endedAt) = try row.decode(
            (Int, String, String?, CalendarDate?, CalendarDate?, String, String, Int, Instant, Int?, Instant?).self)
        return OrganisationVersion(
            number: number, name: name, parent: parent, validity: Period(from: from, to: to), datePrecision: precision, source: source,
            recorded: Recorded(recorded, recordedAt, ended, endedAt))
    }

    static let arrangementVersions = Statement(
        "arrangement_versions",
        """
        SELECT v.version, v.name, v.legal_form_id, v.purpose, v.description, v.binding, v.term_kind, v.term_from, v.term_to, v.region_id, v.instruments,
            v.participants_complete, v.valid_from, v.valid_to, v.date_precision, v.source_id,
            v.recorded_from, to_char(v.recorded_from_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            v.recorded_to, to_char(v.recorded_to_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        FROM arrangement_versions($1, :as_of) v ORDER BY v.recorded_from, v.valid_from, v.version
        """, (String).self
    ) { row in
        let (
            number, name, legalForm, purpose, description, binding, termKind, termFrom, termTo, region, instruments, complete, from, to, precision,
            source,
            recorded, recordedAt, ended, endedAt
        ) = try row.decode(
            (
                Int, String, String?, String?, String?, Bool?, String, CalendarDate?, CalendarDate?, String?, [String], Bool, CalendarDate?,
                CalendarDate?,
                String, String, Int, Instant, Int?, Instant?
            ).self)
        return ArrangementVersion(
            number: number, name: name, legalForm: legalForm, purpose: purpose, description: description, isBinding: binding, termKind: termKind,
            term: Period(from: termFrom, to: termTo), region: region, instruments: instruments, participantsComplete: complete,
            validity: Period(from: from, to: to), datePrecision: precision, source: source, recorded: Recorded(recorded, recordedAt, ended, endedAt))
    }
}
