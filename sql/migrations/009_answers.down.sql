DROP FUNCTION region_scale_check(text, date, bigint, bigint);
DROP FUNCTION scale_check(text[], date, bigint, bigint);
DROP FUNCTION absence_of_region(text, date, bigint);
DROP FUNCTION absence_of_municipality(text, date, bigint);
DROP FUNCTION municipality_relatives(text, date, bigint);
