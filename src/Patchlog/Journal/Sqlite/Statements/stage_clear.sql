-- Empties the gathering of a rebuild.
delete from temp.rebuilt
