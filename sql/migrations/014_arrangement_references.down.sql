DROP FUNCTION check_party() CASCADE;
DROP FUNCTION refuse_reversed_coordination() CASCADE;
DROP FUNCTION refuse_overlap() CASCADE;
DROP FUNCTION refuse_unknown_reference() CASCADE;
DROP TRIGGER region_known ON arrangement_version;
DROP TRIGGER municipality_known ON participant;
DROP TRIGGER municipality_known ON seat;
