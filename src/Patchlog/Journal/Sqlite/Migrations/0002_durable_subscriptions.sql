-- Named subscriptions: how far each has been acknowledged, and which worker has which share of it. A small document,
-- changed by compare-and-set on its revision.
create table durable_subscriptions (
    tenant text not null,
    name text not null,
    revision integer not null,
    document text not null,
    primary key (tenant, name)
) strict, without rowid;
