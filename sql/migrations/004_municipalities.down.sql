DROP TABLE municipality_succession, municipality_name, municipality, source CASCADE;
DROP TABLE history.municipality_succession, history.municipality_name, history.municipality, history.source;
DROP FUNCTION check_succession();
DROP FUNCTION municipality_existence(text);
DROP FUNCTION is_unknown_municipality(text);
DROP FUNCTION refuse_unknown_municipality();
DROP FUNCTION near_municipalities(text);
DROP FUNCTION search_key(text);
