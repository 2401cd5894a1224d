DROP TABLE region_nesting, region_member, region_name, region, region_type, scale_level CASCADE;
DROP TABLE history.region_nesting, history.region_member, history.region_name, history.region, history.region_type;
DROP FUNCTION refuse_used_id();
