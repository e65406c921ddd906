-- Where a rebuild stages the keys of its states, seen by nobody else.
create temp table if not exists rebuilt_keys (index_number integer not null, target_id text not null, key text not null)
strict
