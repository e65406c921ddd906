namespace Patchlog.Journal.Postgres;

/// <summary>
/// The statements of PostgreSQL: one constant for each file in <c>Statements/</c>, where the first comment says what
/// the statement does.
/// </summary>
static class PostgresSql
{
    /// <summary>The texts, and the migrations.</summary>
    public static readonly Sql Texts = Sql.Below("Postgres");

    public const string AddDeclaration = "add_declaration";
    public const string AddMigration = "add_migration";
    public const string AdvanceProcessReader = "advance_process_reader";
    public const string Announce = "announce";
    public const string Append = "append";
    public const string AppendPlain = "append_plain";
    public const string Backend = "backend";
    public const string ClearStates = "clear_states";
    public const string Clock = "clock";
    public const string Count = "count";
    public const string CountDeclarations = "count_declarations";
    public const string CountEvents = "count_events";
    public const string DeclarationStage = "declaration_stage";
    public const string DeclareIndex = "declare_index";
    public const string DocumentsOfType = "documents_of_type";
    public const string DropDurableSubscription = "drop_durable_subscription";
    public const string DropUnnamedDeclaration = "drop_unnamed_declaration";
    public const string Durability = "durability";
    public const string Epoch = "epoch";
    public const string Feed = "feed";
    public const string FeedOfAggregate = "feed_of_aggregate";
    public const string FeedOfBundles = "feed_of_bundles";
    public const string FindBacklog = "find_backlog";
    public const string FindBundle = "find_bundle";
    public const string FindCommands = "find_commands";
    public const string FindDeclaration = "find_declaration";
    public const string FindDueCommands = "find_due_commands";
    public const string FindDueTimers = "find_due_timers";
    public const string FindDurableSubscription = "find_durable_subscription";
    public const string FindInstances = "find_instances";
    public const string FindNextDue = "find_next_due";
    public const string FindTwins = "find_twins";
    public const string FindUnchanged = "find_unchanged";
    public const string ForgetDeclaration = "forget_declaration";
    public const string ForgetIndex = "forget_index";
    public const string Head = "head";
    public const string History = "history";
    public const string Home = "home";
    public const string HomeWithoutCluster = "home_without_cluster";
    public const string IndexState = "index_state";
    public const string Indexes = "indexes";
    public const string InsertKeys = "insert_keys";
    public const string InsertSnapshots = "insert_snapshots";
    public const string InsertStates = "insert_states";
    public const string IsPrepared = "is_prepared";
    public const string KnownHead = "known_head";
    public const string LastMigration = "last_migration";
    public const string LeaseProcessReader = "lease_process_reader";
    public const string ListBundles = "list_bundles";
    public const string ListCommands = "list_commands";
    public const string ListDurableSubscriptions = "list_durable_subscriptions";
    public const string ListTimers = "list_timers";
    public const string Load = "load";
    public const string LockDeclarations = "lock_declarations";
    public const string LockTenant = "lock_tenant";
    public const string MoveDeclaration = "move_declaration";
    public const string PostponeCommand = "postpone_command";
    public const string PrepareMigrations = "prepare_migrations";
    public const string Probe = "probe";
    public const string PutBuiltKeys = "put_built_keys";
    public const string Read = "read";
    public const string ReadByAggregate = "read_by_aggregate";
    public const string ReadKeys = "read_keys";
    public const string ReadSnapshots = "read_snapshots";
    public const string ReleaseProcessReader = "release_process_reader";
    public const string RemoveKeys = "remove_keys";
    public const string RenewEpoch = "renew_epoch";
    public const string RenewUniqueRevision = "renew_unique_revision";
    public const string ReplaceDurableSubscription = "replace_durable_subscription";
    public const string Session = "session";
    public const string SettleEpoch = "settle_epoch";
    public const string Since = "since";
    public const string Snapshot = "snapshot";
    public const string StoreBundle = "store_bundle";
    public const string StrayKeys = "stray_keys";
    public const string Tenants = "tenants";
    public const string TryLockIndexes = "try_lock_indexes";
    public const string UniqueRevision = "unique_revision";
    public const string UseBundles = "use_bundles";
    public const string UsedBundles = "used_bundles";
    public const string VersionAt = "version_at";
}
