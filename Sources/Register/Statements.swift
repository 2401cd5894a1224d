public import Postgres

/// Every statement that the register sends, so that a test can have each of them prepared by a real server.
public enum Statements {
    public static let all: [StatementText] = [
        Moment.now.texts, Moment.recorded.texts, Present.read.texts, RegisterStart.found.texts, RecordedTime.settled.texts, Coverage.startFound.texts,
        Municipalities.allOn.texts, Municipalities.listedOn.texts, Municipalities.listedLatest.texts, Municipalities.found.texts,
        Municipalities.moments.texts, Municipalities.absent.texts,
        Successions.listed.texts, Successions.touching.texts, Correspondences.found.texts, Lineage.stepsFound.texts, Lineage.nodesFound.texts,
        Regions.listed.texts, Regions.foundOn.texts, Regions.moments.texts, Regions.absent.texts, Regions.members.texts, Regions.nestings.texts,
        InhabitantsSeries.municipality.texts, InhabitantsSeries.region.texts, FiguresWithin.ofMunicipality.texts, FiguresWithin.ofRegion.texts,
        ScaleCheck.members.texts, ScaleLevels.listed.texts, ScaleLevels.units.texts,
        ReferenceLists.sourcesListed.texts, ReferenceLists.regionTypesListed.texts, ReferenceLists.normsListed.texts,
        ReferenceLists.policyDomainsListed.texts, ReferenceLists.legalFormsListed.texts,
        Arrangements.listed.texts, Arrangements.foundOn.texts, Arrangements.moments.texts, Arrangements.absent.texts, Arrangements.participants.texts,
        Arrangements.members.texts, Arrangements.roles.texts, Procurement.listed.texts, Milestone.listed.texts,
        GovernanceStructures.bodiesFound.texts, GovernanceStructures.seatsFound.texts, GovernanceStructures.relationsFound.texts,
        Organisations.listed.texts, Organisations.subsidiariesFound.texts, Organisations.involvementsFound.texts, Organisations.moments.texts,
        Organisations.absent.texts,
        Partners.found.texts, Names.municipalitiesFound.texts, Names.arrangementsFound.texts, Names.regionsFound.texts,
        CooperationSet.byPolicyDomain.texts, CooperationSet.byRegionType.texts, CooperationSet.incompleteDomains.texts,
        KnownIdentifiers.identifiers.texts, KnownIdentifiers.exists.texts, KnownIdentifiers.refused.texts, KnownIdentifiers.unknown.texts,
        ChangeFeed.listed.texts, Histories.municipalityVersions.texts, Histories.regionVersions.texts, Histories.organisationVersions.texts,
        Histories.arrangementVersions.texts,
        RecordedTables.columnsFound.texts, RecordedTables.listed.texts, RecordedTables.rowsCounted.texts, RecordedTables.rowsFound.texts,
        Schema.versionFound.texts, Schema.findingsFound.texts, Seed.revision.texts, Seed.changes.texts, Seed.note.texts,
    ].flatMap(\.self)
}
