SET LOCAL ROLE register_owner;
DROP FUNCTION inhabitants_within(text[], date, bigint);
DROP FUNCTION municipality_lineage(text, bigint);
DROP FUNCTION municipality_correspondences(date, date, text[], bigint);
DROP FUNCTION territory_steps(bigint);
DROP FUNCTION coverage_start(bigint);
RESET ROLE;
