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
        ReferenceLists.policyDomainsListed.text, ReferenceLists.legalFormsListed.text,
        Arrangements.listed.text, Arrangements.foundOn.text, Arrangements.moments.text, Arrangements.absent.text, Arrangements.participants.text,
        Arrangements.members.text, Arrangements.roles.text, Procurement.listed.text, Milestone.listed.text,
        GovernanceStructures.bodiesFound.text, GovernanceStructures.seatsFound.text, GovernanceStructures.relationsFound.text,
        Organisations.listed.text, Organisations.subsidiariesFound.text, Organisations.involvementsFound.text, Organisations.moments.text,
        Organisations.absent.text,
        Partners.found.text, Names.municipalitiesFound.text, Names.arrangementsFound.text, Names.regionsFound.text,
        CooperationSet.byPolicyDomain.text, CooperationSet.byRegionType.text, CooperationSet.incompleteDomains.text,
        KnownIdentifiers.identifiers.text, KnownIdentifiers.exists.text, KnownIdentifiers.refused.text,
        Schema.versionFound.text, Schema.findingsFound.text, Seed.revision.text, Seed.changes.text, Seed.note.text,
    ]
}
