using System.CommandLine;
using Patchlog.Json;
using Patchlog.Repairing;
using Spectre.Console;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog verify</c> proves that current state and snapshots are the fold of the journal; <c>patchlog rebuild</c>
/// makes them so.
/// </summary>
static class RepairCommands
{
    /// <summary>Both verbs, ready to be added to the root command.</summary>
    public static IEnumerable<CliCommand> Create()
    {
        var tenant = new Option<string?>("--tenant")
        {
            Description = "Only this tenant; all tenants by default.",
            HelpName = "name",
        };

        var expected = new Option<string?>("--expect-head")
        {
            Description = "A head that an earlier verify has shown and the journal must still have; with --tenant.",
            HelpName = "position.digest",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Believe events that are not what was written.",
        };

        yield return Create(
            "verify",
            "Hold every event against its digest, compare current state and snapshots with the fold of the journal, "
            + "and change nothing. Exit code 1 if the journal is damaged, 2 if only states differ.",
            tenant, expected,
            parsed => (store, owner, progress, cancellation) =>
                store.Maintenance.VerifyAsync(owner, parsed.GetValue(expected), progress, cancellation));
        yield return Create(
            "rebuild",
            "Rebuild current state and snapshots from the journal, each tenant as a whole or not at all; not from a "
            + "journal that is damaged. Restart the servers after it.",
            tenant, force,
            parsed => (store, owner, progress, cancellation) =>
                store.Maintenance.RebuildAsync(owner, parsed.GetValue(force), progress, cancellation));
    }

    static CliCommand Create(
        string name, string description, Option<string?> tenant, Option other, Func<ParseResult, Work> workOf)
    {
        var command = new CliCommand(name, description) { tenant, other, VerbAnswer.CreateOption() };
        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed,
            (settings, answer, token) => RunAsync(
                settings, name, parsed.GetValue(tenant), workOf(parsed), answer, token),
            cancellation));
        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, string verb, string? tenant, Work work, VerbAnswer answer, CancellationToken cancellation)
    {
        Tenant only = default;
        if (tenant is not null && !Tenant.TryParse(tenant, out only))
            return answer.Refuse(Verb.NoTenant(tenant));

        await using var store = await Verb.OpenExistingAsync(settings, cancellation);
        var tenants = tenant is null ? await store.ListTenantsAsync(cancellation) : [only];
        var reports = await WithProgressAsync(store, tenants, work, cancellation);

        // The progress bar is for people; these lines are for programs, too.
        var damage = reports
            .SelectMany(one => one.Report.Damage.Select(fault => $"{one.Tenant}: {fault}"))
            .Concat(await CheckFilesAsync(store, verb, cancellation)).ToList();
        Show(answer, damage.ConvertAll(fault => $"damaged: {fault}"));

        foreach (var (owner, report) in reports)
            answer.Line($"{owner}: head {report.Head}");

        var differences = reports
            .SelectMany(one => one.Report.Differences.Select(difference => $"{one.Tenant}: {difference}")).ToList();
        Show(answer, differences);

        var aggregates = reports.Sum(one => one.Report.Aggregates);
        var events = reports.Sum(one => one.Report.Events);
        Tell(answer, reports, damage, differences);
        answer.Line($"{verb}: {Count(tenants.Count, "tenant")}, {Count(aggregates, "aggregate")}, "
            + $"{Count(events, "event")}, {Count(differences.Count, "difference")}"
            + (damage.Count == 0 ? "" : $", damaged in {Count(damage.Count, "place")}"));

        return damage.Count > 0 ? 1 : differences.Count > 0 ? 2 : 0;
    }

    static async Task<IEnumerable<string>> CheckFilesAsync(
        DocumentStore store, string verb, CancellationToken cancellation) =>
        verb == "verify" ? await store.Maintenance.CheckFilesAsync(cancellation) ?? [] : [];

    static void Show(VerbAnswer answer, List<string> lines)
    {
        foreach (var line in lines.Take(VerbLimits.MaxDifferencesShown))
            answer.Line(line);

        if (lines.Count > VerbLimits.MaxDifferencesShown)
            answer.Line($"… and {lines.Count - VerbLimits.MaxDifferencesShown} more");
    }

    static void Tell(
        VerbAnswer answer, List<(Tenant Tenant, StateReport Report)> reports, List<string> damage,
        List<string> differences)
    {
        answer.Add("tenants", reports.Select(JsonValue (one) => JsonObject.Empty
            .With("tenant", one.Tenant.Value).With("head", one.Report.Head)
            .With("aggregates", one.Report.Aggregates).With("events", one.Report.Events)));
        answer.Add("damage", damage.Select(JsonValue (fault) => fault));
        answer.Add("differences", differences.Select(JsonValue (difference) => difference));
    }

    static async Task<List<(Tenant Tenant, StateReport Report)>> WithProgressAsync(
        DocumentStore store, IReadOnlyList<Tenant> tenants, Work work, CancellationToken cancellation)
    {
        List<(Tenant, StateReport)> reports = [];
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().HideCompleted(false).StartAsync(async progress =>
        {
            foreach (var owner in tenants)
            {
                var head = (await store.FindHeadAsync(owner, cancellation)).Number;
                var task = progress.AddTask(owner.Value, maxValue: Math.Max(1, head));
                reports.Add((owner, await work(store, owner, new Bar(task), cancellation)));
                task.Value = task.MaxValue;
            }
        });

        return reports;
    }

    static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    delegate Task<StateReport> Work(
        DocumentStore store, Tenant tenant, IProgress<long> progress, CancellationToken cancellation);

    sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
