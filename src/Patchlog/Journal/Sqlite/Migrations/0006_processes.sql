-- What long-running processes wait for: the tables of PostgreSQL's 0009_processes.sql. They are written by effects, in
-- the transaction of the append that has them, and derived from nothing: a rebuild leaves them alone.

create table timers (
    tenant text not null,
    process text not null,
    instance text not null,
    name text not null,
    entry integer not null,             -- the number of the entry into the state that set it
    due_at integer not null,
    primary key (tenant, process, instance, name, entry)
) strict, without rowid;
create index timers_by_due on timers (tenant, due_at);

-- A row is there from its issue to its end.
create table outgoing (
    issue integer primary key autoincrement,    -- rises
    tenant text not null,
    id text not null,                   -- of the command
    process text not null,
    instance text not null,
    number integer not null,            -- among the commands of the instance
    command text not null,
    due_at integer not null,
    attempts integer not null default 0,
    last_problem text,                  -- why it was postponed last
    issued_at integer not null,
    unique (tenant, id)
) strict;
create index outgoing_by_due on outgoing (tenant, due_at, issue);
create index outgoing_by_instance on outgoing (tenant, process, instance, issue);

create table process_keys (
    tenant text not null,
    process text not null,
    correlation text not null,
    instance text not null,
    key blob not null,                  -- the digest of the value: Digest.OfKey says how it is made
    primary key (tenant, process, correlation, instance)
) strict, without rowid;
create index process_keys_by_key on process_keys (tenant, process, correlation, key, instance);

-- For each tenant how far its events have been read for its processes, who reads them, and the earliest due time of its
-- timers and commands, which triggers hold exact.
create table process_readers (
    tenant text not null primary key,
    position integer not null default 0,
    owner text,
    leased_until integer,               -- without an owner: when the last lease ended
    next_due integer                    -- null: nothing waits
) strict, without rowid;
create index process_readers_by_due on process_readers (next_due);

-- Sets a tenant's earliest due time after its timers and commands were changed.
create view put_next_due (tenant) as select '';
create trigger put_next_due instead of insert on put_next_due begin
    insert into process_readers (tenant, next_due)
    values (new.tenant, (
        select min(due_at) from (
            select min(due_at) as due_at from timers where tenant = new.tenant
            union all
            select min(due_at) from outgoing where tenant = new.tenant)))
    on conflict (tenant) do update set next_due = excluded.next_due where next_due is not excluded.next_due;
end;

-- A timer that is set or, without a due time, ended.
create view apply_timer (tenant, time, value) as select '', 0, '{}';
create trigger set_timer instead of insert on apply_timer when new.value ->> 'dueAt' is not null begin
    insert into timers (tenant, process, instance, name, entry, due_at)
    values (new.tenant, new.value ->> 'process', new.value ->> 'instance', new.value ->> 'name',
        new.value ->> 'entry', new.value ->> 'dueAt')
    on conflict (tenant, process, instance, name, entry) do update set due_at = excluded.due_at;
    insert into put_next_due (tenant) values (new.tenant);
end;
create trigger end_timer instead of insert on apply_timer when new.value ->> 'dueAt' is null begin
    delete from timers
    where tenant = new.tenant and process = new.value ->> 'process' and instance = new.value ->> 'instance'
        and name = new.value ->> 'name' and entry = new.value ->> 'entry';
    insert into put_next_due (tenant) values (new.tenant);
end;

-- A command that is issued or, with nothing but its id, ended.
create view apply_outgoing (tenant, time, value) as select '', 0, '{}';
create trigger issue_command instead of insert on apply_outgoing when new.value ->> 'dueAt' is not null begin
    delete from outgoing where tenant = new.tenant and id = new.value ->> 'id';
    insert into outgoing (tenant, id, process, instance, number, command, due_at, issued_at)
    values (new.tenant, new.value ->> 'id', new.value ->> 'process', new.value ->> 'instance',
        new.value ->> 'number', new.value ->> 'command', new.value ->> 'dueAt', new.time);
    insert into put_next_due (tenant) values (new.tenant);
end;
create trigger end_command instead of insert on apply_outgoing when new.value ->> 'dueAt' is null begin
    delete from outgoing where tenant = new.tenant and id = new.value ->> 'id';
    insert into put_next_due (tenant) values (new.tenant);
end;

-- A key that is set or, where it is null, removed.
create view apply_process_key (tenant, time, value) as select '', 0, '{}';
create trigger set_process_key instead of insert on apply_process_key when new.value ->> 'key' is not null begin
    insert into process_keys (tenant, process, correlation, instance, key)
    values (new.tenant, new.value ->> 'process', new.value ->> 'correlation', new.value ->> 'instance',
        unhex(new.value ->> 'key'))
    on conflict (tenant, process, correlation, instance) do update set key = excluded.key;
end;
create trigger remove_process_key instead of insert on apply_process_key when new.value ->> 'key' is null begin
    delete from process_keys
    where tenant = new.tenant and process = new.value ->> 'process'
        and correlation = new.value ->> 'correlation' and instance = new.value ->> 'instance';
end;
