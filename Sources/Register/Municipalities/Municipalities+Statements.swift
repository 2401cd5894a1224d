import Postgres

extension Municipalities {
    /// The columns of municipalities_on.
    struct Record: Sendable {
        let code, name: String
        let province: Municipality.Named?
        let validity: Period
        let source: String
        let inhabitants: Figure?

        init(_ row: borrowing Row) throws {
            let (code, name, provinceCode, provinceName, from, to, source, count, referenceDate, precision, status, figureSource) = try row.decode(
                (
                    String, String, String?, String?, CalendarDate?, CalendarDate?, String, Int?, CalendarDate?, String?, String?, String?
                ).self)
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

    static let listedOn = Statement(
        "municipalities_listed_on",
        """
        SELECT m.code, m.name, m.province_code, m.province_name, m.valid_from, m.valid_to, m.source_id,
               m.inhabitants, m.reference_date, m.precision, m.status, m.inhabitants_source_id
        FROM municipalities_on($1::date, :as_of) m
        WHERE ($2::text IS NULL OR name_matches(m.name, $2))
          AND ($3::text IS NULL OR m.province_code = $3)
          AND ($4::text IS NULL OR m.code IN (
              SELECT r.municipality_code FROM region_member_as_of(:as_of) r WHERE r.region_id = $4 AND holds_on(r.valid_from, r.valid_to, $1::date)))
          AND ($5::bigint IS NULL OR m.inhabitants >= $5)
          AND ($6::bigint IS NULL OR m.inhabitants <= $6)
          AND ($7::text IS NULL OR m.code IN (SELECT c.municipality_code FROM cooperation_on($1::date, :as_of) c WHERE c.arrangement_id = $7))
        ORDER BY search_key(m.name) COLLATE "C", m.code COLLATE "C"
        """, (CalendarDate, String?, String?, String?, Int?, Int?, String?).self, past: .eachTime
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

    static let foundOn = Statement(
        "municipality_found_on",
        """
        SELECT m.code, m.name, m.province_code, m.province_name, m.valid_from, m.valid_to, m.source_id,
               m.inhabitants, m.reference_date, m.precision, m.status, m.inhabitants_source_id
        FROM municipalities_on($2::date, :as_of) m WHERE m.code = $1
        """, (String, CalendarDate).self
    ) { row in try Record(row) }

    static let foundLatest = Statement(
        "municipality_found_latest",
        """
        SELECT m.code, m.name, m.province_code, m.province_name, m.valid_from, m.valid_to, m.source_id,
               m.inhabitants, m.reference_date, m.precision, m.status, m.inhabitants_source_id
        FROM municipalities_latest($2::date, :as_of) m WHERE m.code = $1
        """, (String, CalendarDate).self
    ) { row in try Record(row) }

    static let moments = Statement(
        "municipality_moment", "SELECT moment FROM municipality_moments($2::date, :as_of) WHERE code = $1", (String, CalendarDate).self,
        (CalendarDate).self)

    static let absent = Statement(
        "municipality_absence", "SELECT absence_of_municipality($1, $2, :as_of)", (String, CalendarDate).self, (String?).self)
}
