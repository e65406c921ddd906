-- Notes whether an index is complete: whether queries may use it. ?1 number, ?2 1 or 0.
update indexes set is_complete = ?2 where number = ?1
