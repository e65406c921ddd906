using System.Text.RegularExpressions;
using Patchlog.Journal.Postgres;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>
/// Every statement of PostgreSQL concerns one tenant, and says so: where tables are distributed by tenant, it goes to one
/// machine, and whatever concerns several tenants is several statements.
/// </summary>
public sealed partial class RoutedStatementTests
{
    // What concerns all tenants, and why it may.
    static readonly Dictionary<string, string> AcrossTenants = new()
    {
        ["tenants"] = "an operator asks for all of them",
        ["find_backlog"] = "the look for whoever has something due, once in a while and on no request's way",
        ["list_durable_subscriptions"] = "an operator may ask for those of all tenants",
        ["find_next_due"] = "the same, for when to look again",
    };

    static readonly HashSet<string> Distributed =
    [
        .. PostgresSql.Texts.Migrations.SelectMany(migration => Tables().Matches(WithoutComments(migration.Text)))
            .Where(table => HasTenant().IsMatch(table.Groups["columns"].Value))
            .Select(table => table.Groups["name"].Value),
    ];

    public static TheoryData<string> Statements => [.. PostgresSql.Texts.Names.Except(AcrossTenants.Keys)];

    public static TheoryData<string> Functions => [.. Bodies().Keys];

    [Fact]
    public void Documents_events_and_all_that_belongs_to_them_are_distributed() =>
        Distributed.ShouldBe(
            [
                "tenants", "events", "unchanged", "aggregates", "snapshots", "durable_subscriptions", "bundles", "bundle_uses",
                "unique_keys", "timers", "outgoing", "process_keys", "process_readers",
            ],
            ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_statement_names_its_tenant_for_each_table(string name) =>
        Unrouted(WithoutComments(PostgresSql.Texts[name]), @"\$\d+").ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_names_its_tenant_for_each_table(string name) =>
        Unrouted(Bodies()[name], "p_tenant").ShouldBeEmpty();

    [Fact]
    public void What_concerns_all_tenants_does_so_still()
    {
        foreach (var name in AcrossTenants.Keys)
            Unrouted(WithoutComments(PostgresSql.Texts[name]), @"\$\d+").ShouldNotBeEmpty(name);
    }

    // The tables that are read or written more often than their tenant is said; empty if there are none.
    static List<string> Unrouted(string text, string tenant)
    {
        var uses = Uses().Matches(text).Select(use => use.Groups["name"].Value).Where(Distributed.Contains).ToList();

        // By the parameter, or as the first of the values of a row.
        var said = Regex.Count(
            text, $@"\btenant = {tenant}|insert into patchlog\.\w+ (as \w+ )?\(\s*tenant\b",
            RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

        // A table that is joined by its tenant has that of the other one.
        var joined = Joins().Count(text);

        // One tenant or all of them is not one.
        var isOpen = OneOrAll().IsMatch(text);

        return uses.Count == 0 || (!isOpen && said > 0 && said + joined >= uses.Count) ? [] : uses;
    }

    static Dictionary<string, string> Bodies() => PostgresSql.Texts.Migrations
        .SelectMany(migration => Definitions().Matches(WithoutComments(migration.Text)))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["body"].Value);

    static string WithoutComments(string text) => Comments().Replace(text, "");

    [GeneratedRegex("--.*", RegexOptions.NonBacktracking)]
    private static partial Regex Comments();

    [GeneratedRegex(@"^\s*tenant text", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex HasTenant();

    [GeneratedRegex(@"\btenant = \w+\.tenant\b|using \(tenant\b", RegexOptions.NonBacktracking)]
    private static partial Regex Joins();

    [GeneratedRegex(@"\bis null or \w+\.tenant\b", RegexOptions.NonBacktracking)]
    private static partial Regex OneOrAll();

    [GeneratedRegex(
        @"create table patchlog\.(?<name>\w+) \((?<columns>.*?)\n\)", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex Tables();

    [GeneratedRegex(
        @"create (or replace )?function patchlog\.(?<name>\w+)\(.*?\$\$(?<body>.*?)\$\$",
        RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Definitions();

    [GeneratedRegex(
        @"\b(from|join|update|into)\s+patchlog\.(?<name>\w+)",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Uses();
}
