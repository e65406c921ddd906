using Patchlog.Searching;

namespace Patchlog.Bench.Storage;

/// <summary>One way to keep documents.</summary>
/// <param name="Name">What the table of results calls it.</param>
/// <param name="Body">The type of the column.</param>
/// <param name="Copy">A further column of the current state, or nothing.</param>
/// <param name="Extra">An index or a storage setting, or nothing.</param>
/// <param name="Query">How the paid orders are asked for.</param>
/// <param name="Append">The statement that appends: <c>bare</c>, or a function.</param>
/// <param name="FillFactor">How full the pages of the current state are made, in percent.</param>
/// <param name="Settings">Settings of the function.</param>
sealed record Candidate(
    string Name, string Body = "json", string Copy = "", string? Extra = null, string Query = "",
    string Append = "bare", int FillFactor = 100, string Settings = "")
{
    const string JsonbCopy = "copy jsonb generated always as (body::jsonb) stored,";
    const string StatusColumn = "status text generated always as (body #>> '{status}') stored,";
    const string Gin = "create index by_status on aggregates using gin (copy jsonb_path_ops)";
    const string Generic = "set plan_cache_mode = force_generic_plan ";

    /// <summary>
    /// A function's plan is made while its tables are still empty, and kept: left alone it may read them whole, and go
    /// on doing so as they grow, until the first analyze. By index is the only plan that is ever right here.
    /// </summary>
    const string ByIndex =
        "set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off ";

    public static readonly IReadOnlyList<Candidate> Columns =
    [
        new("text", "text"),
        new("json"),
        new("jsonb alone (loses digits; for scale)", "jsonb"),
        new("json + jsonb copy", Copy: JsonbCopy),
        new("text + expression index", "text", Extra: IndexOn("((body::json) #>> '{status}')")),
        new("json + expression index", Extra: IndexOn("(body #>> '{status}')")),
        new("json + status column + index", Copy: StatusColumn, Extra: IndexOn("status")),
        new("json + jsonb copy + expression index", Copy: JsonbCopy, Extra: IndexOn("(copy #>> '{status}')")),
        new("json + jsonb copy + GIN", Copy: JsonbCopy, Extra: Gin),
    ];

    public static readonly IReadOnlyList<Candidate> Scans =
    [
        Scan("text", "text", "", "(body::json) #>> '{status}'"),
        Scan("json", "json", "", "body #>> '{status}'"),
        Scan("json + jsonb copy", "json", JsonbCopy, "copy #>> '{status}'"),
        new("json + jsonb copy, GIN", "json", JsonbCopy, Gin, "copy @> '{\"status\":\"paid\"}'"),
    ];

    public static readonly IReadOnlyList<Candidate> Appends =
    [
        new("bare: two inserts in one statement"),
        new("one statement", Append: "append_one_statement"),
        new("one statement, by index, generic plan", Append: "append_one_statement", Settings: ByIndex + Generic),
        new("steps", Append: "append_steps"),
        new("steps, by index", Append: "append_steps", Settings: ByIndex),
        new("steps, by index, generic plan", Append: "append_steps", Settings: ByIndex + Generic),
        new("steps, custom plan", Append: "append_steps", Settings: "set plan_cache_mode = force_custom_plan"),
        new("steps without on conflict", Append: "append_split", Settings: ByIndex + Generic),
        new("steps with not exists", Append: "append_exists", Settings: ByIndex + Generic),
    ];

    public static readonly IReadOnlyList<Candidate> FillFactors =
        [.. new[] { 100, 90, 80, 70, 50 }.Select(percent => new Candidate($"{percent} %", FillFactor: percent))];

    public static readonly IReadOnlyList<Candidate> Toasts =
    [
        new("pglz, the default: out of line above 2 KB"),
        new("lz4", Extra: OnBoth("alter column body set compression lz4")),
        new("pglz, inline up to a page", Extra: OnBoth("set (toast_tuple_target = 8160)")),
        new("none, out of line", Extra: OnBoth("alter column body set storage external")),
    ];

    static Candidate Scan(string name, string body, string copy, string status) =>
        new(name, body, copy, IndexOn($"({status})"), $"{status} = 'paid'");

    static string IndexOn(string expression) =>
        $"create index by_status on aggregates (tenant, target_name, {expression})";

    static string OnBoth(string action) => $"alter table events {action}; alter table aggregates {action}";
}
