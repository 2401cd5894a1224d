DROP FUNCTION end_municipality(text, date);
DROP FUNCTION refuse_unknown_region() CASCADE;
DROP FUNCTION is_unknown_region(text);
DROP FUNCTION check_region_facts() CASCADE;
DROP FUNCTION check_nesting(region_nesting);
DROP FUNCTION check_member(region_member);
DROP FUNCTION region_validity(text);
