-- Distributes Patchlog's tables over a Citus cluster by tenant; docs/scale-out.md says when, and what has been tried. Run it
-- on the coordinator, as the owner of the tables, after `patchlog migrate` and with no server running; and again after every
-- upgrade that brought migrations. Idempotent.
\set ON_ERROR_STOP on

select format('alter database %I set citus.multi_shard_modify_mode = sequential', current_database()) \gexec

select create_distributed_table('patchlog.tenants', 'tenant')
    where not exists (select from pg_dist_partition where logicalrelid = 'patchlog.tenants'::regclass);

-- Every other table that has a tenant, beside it.
select create_distributed_table(c.oid, 'tenant', colocate_with => 'patchlog.tenants')
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
where c.relnamespace = 'patchlog'::regnamespace and c.relkind = 'r'
    and not exists (select from pg_dist_partition where logicalrelid = c.oid)
order by c.relname;

-- What appends read whatever the tenant: the same on every node.
select create_reference_table(c.oid)
from pg_class c
where c.oid in ('patchlog.uniqueness'::regclass, 'patchlog.unique_declarations'::regclass)
    and not exists (select from pg_dist_partition where logicalrelid = c.oid);

-- Citus plans no generic plan for a distributed table: the function chooses for itself.
select format('alter function %s reset plan_cache_mode', oid::regprocedure)
from pg_proc where proname = 'append' and pronamespace = 'patchlog'::regnamespace \gexec

-- The functions that append calls have to be on the node that it runs on, and append runs where its tenant is.
select create_distributed_function(oid::regprocedure)
from pg_proc where pronamespace = 'patchlog'::regnamespace and proname <> 'append';
select create_distributed_function(oid::regprocedure, 'p_tenant', colocate_with => 'patchlog.tenants')
from pg_proc where proname = 'append' and pronamespace = 'patchlog'::regnamespace;
