-- The read model, and what it takes to change it exactly once.

-- What is read: how many orders each customer has in each status, and what they come to.
create table if not exists order_totals (
    customer text not null,
    status   text not null,
    orders   bigint not null,
    total    numeric not null,
    primary key (customer, status)
);

-- Each order as far as it has been counted. The position of the event and what it changed are written in one
-- transaction: whoever gets that event again sees here that it was counted.
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
