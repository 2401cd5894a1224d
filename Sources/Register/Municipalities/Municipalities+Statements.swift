import Postgres

extension Municipalities {
    /// The columns of municipalities_on.
    struct Record: Sendable {
        let code, name: String
        let province: Municipality.Named?
        let validity: Period
        let source: String
        let inhabitants: Figure?

        typealias Columns = (
            String, String, String?, String?, CalendarDate?, CalendarDate?, String, Int?, CalendarDate?, String?, String?, String?
        )

        init(_ row: borrowing Row) throws { self.init(try row.decode(Columns.self)) }

        init(_ columns: Columns) {
            let (code, name, provinceCode, provinceName, from, to, source, count, referenceDate, precision, status, figureSource) = columns
            (self.code, self.name, self.source) = (code, name, source)
            province = if let provinceCode, let provinceName { .init(code: provinceCode, name: provinceName) } else { nil }
            validity = Period(from: from, to: to)
            inhabitants = Figure(count, referenceDate, precision, status, figureSource)
        }

        func municipality(on day: CalendarDate) -> Municipality {
            Municipality(
                code: code, name: name, province: province, validity: validity, status: validity.status(on: day), inhabitants: inhabitants,
                source: source)
        }
    }

    /// A succession without where it is recorded.
    struct Step: Sendable {
        let on: CalendarDate
        let from: Municipality.Named
        let to: Municipality.Named
        let kind: String
    }

    /// The columns of municipality_seen.
    struct FullRecord: Sendable {
        let record: Record
        let steps: [Step]

        init(_ row: borrowing Row) throws {
            let columns = try row.decode(
                (
                    String, String, String?, String?, CalendarDate?, CalendarDate?, String, Int?, CalendarDate?, String?, String?, String?,
                    [CalendarDate]?, [String]?, [String]?, [String]?, [String]?, [String]?
                ).self)
            record = Record(
                (
                    columns.0, columns.1, columns.2, columns.3, columns.4, columns.5, columns.6, columns.7, columns.8, columns.9, columns.10,
                    columns.11
                ))
            guard let dates = columns.12, let kinds = columns.13, let from = columns.14, let fromNames = columns.15, let to = columns.16,
                let toNames = columns.17
            else {
                steps = []
                return
            }
            steps = dates.indices.map {
                Step(on: dates[$0], from: .init(code: from[$0], name: fromNames[$0]), to: .init(code: to[$0], name: toNames[$0]), kind: kinds[$0])
            }
        }
    }

    /// Without a condition: of one that might come the planner expects that it leaves a few, and of the past it then takes a plan for a few.
    static let allOn = Statement(
        "municipalities_all_on",
        """
        SELECT m.code, m.name, m.province_code, m.province_name, m.valid_from, m.valid_to, m.source_id,
               m.inhabitants, m.reference_date, m.precision, m.status, m.inhabitants_source_id
        FROM municipalities_on($1::date, :as_of) m
        ORDER BY search_key(m.name) COLLATE "C", m.code COLLATE "C"
        """, (CalendarDate).self
    ) { row in try Record(row) }

    /// What may be absent stands in a coalesce, of which the planner expects that it leaves a half: enough not to compare each with all figures of the country.
    static let listedOn = Statement(
        "municipalities_listed_on",
        """
        SELECT m.code, m.name, m.province_code, m.province_name, m.valid_from, m.valid_to, m.source_id,
               m.inhabitants, m.reference_date, m.precision, m.status, m.inhabitants_source_id
        FROM municipalities_on($1::date, :as_of) m
        WHERE coalesce($2::text IS NULL OR name_matches(m.name, $2), false)
          AND coalesce($3::text IS NULL OR m.province_code = $3, false)
          AND ($4::text IS NULL OR m.code IN (
              SELECT r.municipality_code FROM region_member_as_of(:as_of) r WHERE r.region_id = $4 AND holds_on(r.valid_from, r.valid_to, $1::date)))
          AND ($5::bigint IS NULL OR m.inhabitants >= $5)
          AND ($6::bigint IS NULL OR m.inhabitants <= $6)
          AND ($7::text IS NULL OR m.code IN (SELECT c.municipality_code FROM cooperation_on($1::date, :as_of) c WHERE c.arrangement_id = $7))
        ORDER BY search_key(m.name) COLLATE "C", m.code COLLATE "C"
        """, (CalendarDate, String?, String?, String?, Int?, Int?, String?).self
    ) { row in try Record(row) }

    static let listedLatest = Statement(
        "municipalities_listed_latest",
        """
        SELECT m.code, m.name, m.province_code, m.province_name, m.valid_from, m.valid_to, m.source_id,
               m.inhabitants, m.reference_date, m.precision, m.status, m.inhabitants_source_id
        FROM municipalities_latest($1::date, :as_of) m
        WHERE ($2::text IS NULL OR name_matches(m.name, $2))
          AND ($3::text IS NULL OR m.province_code = $3)
          AND ($4::text IS NULL OR m.code IN (SELECT r.municipality_code FROM region_member_as_of(:as_of) r WHERE r.region_id = $4))
          AND ($5::bigint IS NULL OR m.inhabitants >= $5)
          AND ($6::bigint IS NULL OR m.inhabitants <= $6)
          AND (NOT $7::boolean OR m.valid_to <= $1::date)
          AND ($8::text IS NULL OR m.code IN (
              SELECT p.municipality_code FROM participant_as_of(:as_of) p WHERE p.arrangement_id = $8 AND takes_part(p.role)))
        ORDER BY search_key(m.name) COLLATE "C", m.code COLLATE "C"
        """, (CalendarDate, String?, String?, String?, Int?, Int?, Bool, String?).self, past: .eachTime
    ) { row in try Record(row) }

    /// On a day, or, without one, the latest version as seen from another day.
    static let found = Statement(
        "municipality_found",
        """
        SELECT m.code, m.name, m.province_code, m.province_name, m.valid_from, m.valid_to, m.source_id,
               m.inhabitants, m.reference_date, m.precision, m.status, m.inhabitants_source_id,
               m.step_dates, m.step_kinds, m.from_codes, m.from_names, m.to_codes, m.to_names
        FROM municipality_seen($1, $2::date, $3::date, :as_of) m
        """, (String, CalendarDate?, CalendarDate).self
    ) { row in try FullRecord(row) }

    static let moments = Statement(
        "municipality_moment", "SELECT moment FROM municipality_moments($2::date, :as_of) WHERE code = $1", (String, CalendarDate).self,
        (CalendarDate).self)

    static let absent = Statement(
        "municipality_absence", "SELECT absence_of_municipality($1, $2, :as_of)", (String, CalendarDate).self, (String?).self)
}
