-- Empties the staged keys of a rebuild.
delete from temp.rebuilt_unique_keys
