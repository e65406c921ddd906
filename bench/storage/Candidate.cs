namespace Patchlog.Bench.Storage;

/// <summary>One way to keep documents: the column types, an index or a storage setting if any, and the statement that appends.</summary>
sealed record Candidate(string Name, string Body, string Copy = "", string? Extra = null, string Query = "",
    string Append = "bare", int FillFactor = 100, string Settings = "")
{
    const string Generated = "copy jsonb generated always as (body::jsonb) stored,";

    public static readonly IReadOnlyList<Candidate> Columns =
    [
        new("text", "text"),
        new("json", "json"),
        new("jsonb alone (loses digits; for scale)", "jsonb"),
        new("json + jsonb copy", "json", Generated),
        new("text + expression index", "text", Extra: IndexOn("((body::json) #>> '{status}')")),
        new("json + expression index", "json", Extra: IndexOn("(body #>> '{status}')")),
        new("json + generated status column + index", "json", "status text generated always as (body #>> '{status}') stored,", IndexOn("status")),
        new("json + jsonb copy + expression index", "json", Generated, IndexOn("(copy #>> '{status}')")),
        new("json + jsonb copy + GIN", "json", Generated, "create index by_status on aggregates using gin (copy jsonb_path_ops)"),
    ];

    public static readonly IReadOnlyList<Candidate> Scans =
    [
        new("text", "text", "", IndexOn("((body::json) #>> '{status}')"), "(body::json) #>> '{status}' = 'paid'"),
        new("json", "json", "", IndexOn("(body #>> '{status}')"), "body #>> '{status}' = 'paid'"),
        new("json + jsonb copy", "json", Generated, IndexOn("(copy #>> '{status}')"), "copy #>> '{status}' = 'paid'"),
        new("json + jsonb copy, GIN", "json", Generated, "create index by_status on aggregates using gin (copy jsonb_path_ops)", "copy @> '{\"status\":\"paid\"}'"),
    ];

    /// <summary>
    /// The plan of a function is cached while its tables are still empty: left alone it scans them, and goes on scanning
    /// as they grow, until autovacuum's first analyze. By index is the only plan that is ever right here.
    /// </summary>
    const string ByIndex = "set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off";

    const string Generic = "set plan_cache_mode = force_generic_plan";

    public static readonly IReadOnlyList<Candidate> Appends =
    [
        new("bare two inserts", "json"),
        new("append_one_statement", "json", Append: "append_one_statement"),
        new("append_one_statement, custom plan", "json", Append: "append_one_statement", Settings: "set plan_cache_mode = force_custom_plan"),
        new("append_one_statement, by index", "json", Append: "append_one_statement", Settings: ByIndex),
        new("append_one_statement, by index, generic", "json", Append: "append_one_statement", Settings: ByIndex + " " + Generic),
        new("append_steps", "json", Append: "append_steps"),
        new("append_steps, custom plan", "json", Append: "append_steps", Settings: "set plan_cache_mode = force_custom_plan"),
        new("append_steps, by index", "json", Append: "append_steps", Settings: ByIndex),
        new("append_steps, by index, generic", "json", Append: "append_steps", Settings: ByIndex + " " + Generic),
        new("append_steps, by index, generic, jit off", "json", Append: "append_steps", Settings: ByIndex + " " + Generic + " set jit = off"),
        new("append_exists, by index, generic", "json", Append: "append_exists", Settings: ByIndex + " " + Generic),
        new("append_split, by index, generic", "json", Append: "append_split", Settings: ByIndex + " " + Generic),
    ];

    public static readonly IReadOnlyList<Candidate> FillFactors =
        [.. new[] { 100, 90, 80, 70, 50 }.Select(percent => new Candidate($"fillfactor {percent}", "json", FillFactor: percent))];

    public static readonly IReadOnlyList<Candidate> Toasts =
    [
        new("default (pglz, out of line above 2 KB)", "json"),
        new("lz4", "json", Extra: Both("alter column body set compression lz4")),
        new("inline up to a page, pglz", "json", Extra: Both("set (toast_tuple_target = 8160)")),
        new("no compression, out of line", "json", Extra: Both("alter column body set storage external")),
        new("no compression, inline up to a page", "json", Extra: Both("alter column body set storage external, set (toast_tuple_target = 8160)")),
    ];

    static string IndexOn(string expression) => $"create index by_status on aggregates (tenant, target_name, {expression})";

    static string Both(string action) => $"alter table events {action}; alter table aggregates {action}";
}
