namespace Patchlog.Journal.Sqlite;

/// <summary>
/// The statements of SQLite: one constant for each file in <c>Statements/</c>, where the first comment says what the
/// statement does.
/// </summary>
static class SqliteSql
{
    /// <summary>The texts, and the migrations.</summary>
    public static readonly Sql Texts = Sql.Below("Sqlite");

    public const string AddDeclaration = "add_declaration";
    public const string AddDurableSubscription = "add_durable_subscription";
    public const string AddIndex = "add_index";
    public const string AddMigration = "add_migration";
    public const string AddTenant = "add_tenant";
    public const string ChangeDurableSubscription = "change_durable_subscription";
    public const string ClearKeys = "clear_keys";
    public const string ClearSnapshots = "clear_snapshots";
    public const string ClearStates = "clear_states";
    public const string ClearUniqueKeys = "clear_unique_keys";
    public const string Count = "count";
    public const string CountEvents = "count_events";
    public const string CountKeys = "count_keys";
    public const string Declarations = "declarations";
    public const string Digest = "digest";
    public const string DropDurableSubscription = "drop_durable_subscription";
    public const string DropIndex = "drop_index";
    public const string DropUnnamedDeclaration = "drop_unnamed_declaration";
    public const string Epoch = "epoch";
    public const string Feed = "feed";
    public const string FeedOfAggregate = "feed_of_aggregate";
    public const string FeedStep = "feed_step";
    public const string FindBundle = "find_bundle";
    public const string FindCommand = "find_command";
    public const string FindDurableSubscription = "find_durable_subscription";
    public const string FindHolder = "find_holder";
    public const string FindIds = "find_ids";
    public const string FindTwins = "find_twins";
    public const string FindUnchanged = "find_unchanged";
    public const string ForgetDeclaration = "forget_declaration";
    public const string Head = "head";
    public const string History = "history";
    public const string Holders = "holders";
    public const string IndexBytes = "index_bytes";
    public const string Indexes = "indexes";
    public const string InsertEvent = "insert_event";
    public const string InsertSnapshot = "insert_snapshot";
    public const string InsertUnchanged = "insert_unchanged";
    public const string IsUsableIndex = "is_usable_index";
    public const string Judge = "judge";
    public const string KeysOfStates = "keys_of_states";
    public const string LastMigration = "last_migration";
    public const string ListDurableSubscriptions = "list_durable_subscriptions";
    public const string Load = "load";
    public const string MoveDeclaration = "move_declaration";
    public const string PrepareMigrations = "prepare_migrations";
    public const string PutKey = "put_key";
    public const string PutState = "put_state";
    public const string PutUniqueKey = "put_unique_key";
    public const string Read = "read";
    public const string ReadByAggregate = "read_by_aggregate";
    public const string ReadSnapshots = "read_snapshots";
    public const string ReadUniqueKeys = "read_unique_keys";
    public const string RemoveKey = "remove_key";
    public const string RemoveKeys = "remove_keys";
    public const string RemoveUniqueKey = "remove_unique_key";
    public const string RemoveUniqueKeys = "remove_unique_keys";
    public const string RenewEpoch = "renew_epoch";
    public const string Scan = "scan";
    public const string SetIndex = "set_index";
    public const string Since = "since";
    public const string Snapshot = "snapshot";
    public const string StageClear = "stage_clear";
    public const string StageKey = "stage_key";
    public const string StageKeysClear = "stage_keys_clear";
    public const string StageKeysTable = "stage_keys_table";
    public const string StageState = "stage_state";
    public const string StageTable = "stage_table";
    public const string StageUniqueKey = "stage_unique_key";
    public const string StageUniqueKeysClear = "stage_unique_keys_clear";
    public const string StageUniqueKeysTable = "stage_unique_keys_table";
    public const string StoreBundle = "store_bundle";
    public const string StrayKeys = "stray_keys";
    public const string StrayUniqueKeys = "stray_unique_keys";
    public const string TakeKeys = "take_keys";
    public const string TakeSnapshots = "take_snapshots";
    public const string TakeStates = "take_states";
    public const string TakeUniqueKeys = "take_unique_keys";
    public const string Tenants = "tenants";
    public const string UsableIndexes = "usable_indexes";
    public const string Version = "version";
    public const string VersionAt = "version_at";
    public const string WalkBackwards = "walk_backwards";
    public const string WalkForwards = "walk_forwards";
}
