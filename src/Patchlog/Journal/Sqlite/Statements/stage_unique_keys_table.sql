-- Where a rebuild stages the keys of its states, seen by nobody else.
create temp table if not exists rebuilt_unique_keys (
    declaration integer not null, target_id text not null, digest blob not null) strict
