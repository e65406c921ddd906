-- Durable subscriptions: how far each has been acknowledged, and which worker has which partitions of it. Each is a
-- small document, changed by compare-and-set on its revision.
create table patchlog.durable_subscriptions (
    tenant text collate "C" not null,
    name text collate "C" not null,
    revision bigint not null,
    document json not null,
    primary key (tenant, name)
) with (fillfactor = 50);               -- rewritten at every acknowledgement: leave room to do it in place
