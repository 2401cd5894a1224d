DROP FUNCTION close_trigger_functions();
DROP FUNCTION keep_history(regclass, text[]);
DROP FUNCTION define_as_of(regclass);
DROP FUNCTION refuse_truncate();
DROP FUNCTION record_change();
DROP FUNCTION stamp_revision();
