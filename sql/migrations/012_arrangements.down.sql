DROP TABLE arrangement_organisation, participant, arrangement_policy_domain, arrangement_version, arrangement, organisation_version, organisation,
    legal_form, policy_domain CASCADE;
DROP TABLE history.arrangement_organisation, history.participant, history.arrangement_policy_domain, history.arrangement_version, history.arrangement,
    history.organisation_version, history.organisation, history.legal_form, history.policy_domain;
DROP FUNCTION hold_over_time(regclass, text);
