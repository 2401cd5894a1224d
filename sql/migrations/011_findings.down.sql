DROP FUNCTION findings();
