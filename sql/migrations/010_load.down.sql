DROP VIEW load.source, load.municipality_succession, load.region_type, load.region_member, load.region_nesting, load.inhabitants, load.norm,
    load.municipality, load.region;
DROP FUNCTION load.put_region();
DROP FUNCTION load.put_municipality();
DROP FUNCTION load.put_source(), load.put_municipality_succession(), load.put_region_type(), load.put_region_member(), load.put_region_nesting(),
    load.put_inhabitants(), load.put_norm();
DROP FUNCTION load.offer(regclass, text[], text[]);
DROP FUNCTION load.refuse_source(name, text, text);
DROP FUNCTION load.refuse_key(name, text);
DROP FUNCTION load.forget_keys();
DROP TABLE load.seen;
