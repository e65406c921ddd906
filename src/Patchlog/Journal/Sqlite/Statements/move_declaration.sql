-- Brings a declaration from one stage to another; no row if it is not at that stage. ?1 number, ?2 from, ?3 to.
update unique_declarations set stage = ?3 where number = ?1 and stage = ?2 returning 1
