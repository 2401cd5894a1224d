public import Postgres

/// Every statement that the register sends, so that a test can have each of them prepared by a real server.
public enum Statements {
    public static let all: [StatementText] = [
        Moment.now.text, Coverage.startFound.text,
        Municipalities.listedOn.text, Municipalities.listedLatest.text, Municipalities.foundOn.text, Municipalities.foundLatest.text,
        Municipalities.moments.text, Municipalities.absent.text,
        Successions.listed.text, Successions.touching.text,
        Regions.listed.text, Regions.foundOn.text, Regions.moments.text, Regions.absent.text, Regions.members.text, Regions.nestings.text,
        InhabitantsSeries.municipality.text, InhabitantsSeries.region.text,
        ScaleCheck.members.text, ScaleLevels.listed.text, ScaleLevels.units.text,
        ReferenceLists.sourcesListed.text, ReferenceLists.regionTypesListed.text, ReferenceLists.normsListed.text,
        KnownIdentifiers.identifiers.text, KnownIdentifiers.exists.text, KnownIdentifiers.refused.text,
        Schema.versionFound.text, Schema.findingsFound.text, Seed.revision.text, Seed.changes.text, Seed.note.text,
    ]
}
