-- Begins a new epoch. ?1 its id.
update epoch set epoch = ?1
