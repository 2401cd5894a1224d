DROP TABLE norm, inhabitants CASCADE;
DROP TABLE history.norm, history.inhabitants;
DROP FUNCTION check_figures_of() CASCADE;
DROP FUNCTION check_figure();
