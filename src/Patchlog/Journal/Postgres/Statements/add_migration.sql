-- Notes a migration as applied. $1 number, $2 name.
insert into patchlog.migrations (number, name) values ($1, $2)
