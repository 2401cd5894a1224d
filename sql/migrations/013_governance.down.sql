DROP TABLE milestone, procurement, body_relation, seat, body CASCADE;
DROP TABLE history.milestone, history.procurement, history.body_relation, history.seat, history.body;
