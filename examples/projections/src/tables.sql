-- The read model, and the positions by which it changes exactly once.

-- The table that is read: how many orders each customer has in each status, and their total.
create table if not exists order_totals (
    customer text not null,
    status   text not null,
    orders   bigint not null,
    total    numeric not null,
    primary key (customer, status)
);

-- Each order as far as it was counted. The position of the event and the totals that it changed are written in one
-- transaction: a worker that gets the event again sees here that it was counted.
create table if not exists counted_orders (
    order_id text primary key,
    version  bigint not null,
    position bigint not null,
    body     text
);

-- Which journal the positions belong to.
create table if not exists counted_journal (
    only_row boolean primary key default true check (only_row),
    epoch    uuid not null
);
