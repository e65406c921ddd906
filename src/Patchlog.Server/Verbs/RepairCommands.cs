using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
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
    const int MaxDifferencesShown = 50;

    public static IEnumerable<CliCommand> Create()
    {
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant; all of them by default." };
        yield return Create(
            "verify", "Prove that current state and snapshots are the fold of the journal. Exit code 2 if not.", tenant,
            (store, owner, progress, cancellation) => store.Maintenance.VerifyAsync(owner, progress, cancellation));
        yield return Create(
            "rebuild", "Make current state and snapshots anew from the journal, all or nothing per tenant. Restart servers after it.",
            tenant,
            (store, owner, progress, cancellation) => store.Maintenance.RebuildAsync(owner, progress, cancellation));
    }

    static CliCommand Create(string name, string description, Option<string?> tenant, Work work)
    {
        var command = new CliCommand(name, description) { tenant };
        command.SetAction((parsed, cancellation) => Verb.RunAsync(
            (settings, token) => RunAsync(settings, name, parsed.GetValue(tenant), work, token), cancellation));
        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, string name, string? tenant, Work work, CancellationToken cancellation)
    {
        await using var store = await DocumentStore.OpenAsync(
            settings.Database, new(), TimeProvider.System, NullLoggerFactory.Instance, cancellation);
        var tenants = tenant is null ? await store.ListTenantsAsync(cancellation) : [Parse(tenant)];
        long aggregates = 0, events = 0;
        List<string> differences = [];
        // The bar is for people, the last line for everybody.
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().HideCompleted(false).StartAsync(async progress =>
        {
            foreach (var owner in tenants)
            {
                var head = (await store.FindHeadAsync(owner, cancellation)).Number;
                var task = progress.AddTask(owner.Value, maxValue: Math.Max(1, head));
                var report = await work(store, owner, new Bar(task), cancellation);
                task.Value = task.MaxValue;
                aggregates += report.Aggregates;
                events += report.Events;
                differences.AddRange(report.Differences.Select(difference => $"{owner}: {difference}"));
            }
        });
        foreach (var difference in differences.Take(MaxDifferencesShown))
            Console.WriteLine(difference);
        if (differences.Count > MaxDifferencesShown)
            Console.WriteLine($"… and {differences.Count - MaxDifferencesShown} more");
        Console.WriteLine(
            $"{name}: {tenants.Count} tenants, {aggregates} aggregates, {events} events, {differences.Count} differences");
        return differences.Count == 0 ? 0 : 2;
    }

    static Tenant Parse(string name) =>
        Tenant.TryParse(name, out var tenant) ? tenant : throw new FormatException($"\"{name}\" is no tenant's name.");

    delegate Task<StateReport> Work(
        DocumentStore store, Tenant tenant, IProgress<long> progress, CancellationToken cancellation);

    sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
