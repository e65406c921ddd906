-- Declares an index that is not complete yet; no row if it is declared. ?1 type, ?2 path.
insert into indexes (target_name, path) values (?1, ?2) on conflict (target_name, path) do nothing returning number
