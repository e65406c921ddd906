-- Forgets an index, whose keys are gone. ?1 number.
delete from indexes where number = ?1
