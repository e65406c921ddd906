-- Adds a named subscription; no row if there is one. ?1 tenant, ?2 name, ?3 document.
insert into cursors (tenant, name, revision, document) values (?1, ?2, 1, ?3)
on conflict (tenant, name) do nothing returning revision
