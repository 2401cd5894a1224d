DROP TABLE arrangement_organisation, participant, arrangement_policy_domain, arrangement_version, arrangement, organisation_version, organisation,
    legal_form, policy_domain CASCADE;
DROP TABLE history.arrangement_organisation, history.participant, history.arrangement_policy_domain, history.arrangement_version, history.arrangement,
    history.organisation_version, history.organisation, history.legal_form, history.policy_domain;
DROP FUNCTION refuse_other_use();
DROP FUNCTION is_plain_list(text[]);
DROP FUNCTION hold_over_time(regclass, text);
