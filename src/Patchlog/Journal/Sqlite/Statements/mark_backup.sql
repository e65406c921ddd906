-- Says that this is a backup, in place of its epoch: see SqliteBackup.
update epoch set epoch = 'backup of ' || epoch where epoch not like 'backup of %'
