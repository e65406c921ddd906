-- Brings a declaration of a bundle to its last stage; no row if it is not at that stage, or is an operator's.
-- ?1 number, ?2 stage.
update unique_declarations set stage = 'dropping' where number = ?1 and stage = ?2 and is_of_bundle = 1 returning 1
