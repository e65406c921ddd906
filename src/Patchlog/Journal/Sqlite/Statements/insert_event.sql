-- One event. ?1 tenant, ?2 position, ?3 type, ?4 id, ?5 version, ?6 what it does, ?7 name, ?8 time, ?9 command id,
-- ?10 ordinal, ?11 the command's digest, ?12 the event's, ?13 actor, ?14 bundle, ?15 body, ?16 data, ?17 context,
-- ?18 received at, ?19 reads, ?20 asked, ?21 rules, ?22 depth.
insert into events (
    tenant, position, target_name, target_id, version, type, name, time, command_id, ordinal, command_digest, digest,
    actor, bundle, body, data, context, received_at, reads, asked, rules, depth)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)
