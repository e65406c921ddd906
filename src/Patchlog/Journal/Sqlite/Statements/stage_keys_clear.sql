-- Empties the staged keys of a rebuild.
delete from temp.rebuilt_keys
