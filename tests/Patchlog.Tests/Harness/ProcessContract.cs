using Patchlog.Journal;
using Patchlog.Json;
using Shouldly;

namespace Patchlog.Tests.Harness;

/// <summary>What both journals promise to processes.</summary>
public abstract class ProcessContract(Backend backend) : JournalContract(backend)
{
    /// <summary>Any time; the minutes of the tests are counted from it.</summary>
    protected static readonly DateTimeOffset Noon = new(2026, 11, 5, 12, 0, 0, TimeSpan.Zero);

    private protected IProcessStore Store => Journal.Processes;

    protected static DateTimeOffset At(int minute) => Noon.AddMinutes(minute);

    private protected static AggregateId Instance(string id) => AggregateId.Trusted(id);

    private protected static TimerEffect Set(string name, int minute, string instance = "i", long entry = 1) =>
        new TimerEffect.Set("orders", Instance(instance), name, entry, At(minute));

    private protected static TimerEffect End(string name, string instance = "i", long entry = 1) =>
        new TimerEffect.End("orders", Instance(instance), name, entry);

    private protected static OutgoingEffect Issue(string id, int minute, string instance = "i", long number = 1) =>
        new OutgoingEffect.Issue(CommandId.Trusted(id), "orders", Instance(instance), number, CommandOf(id), At(minute));

    private protected static OutgoingEffect End(CommandId id) => new OutgoingEffect.End(id);

    private protected static JsonObject CommandOf(string id) =>
        Entries.Parse($$"""{"id":"{{id}}","body":{"n":1.10,"big":9007199254740993,"ü":"\u0001\"\\😀"} }""");

    /// <summary>An append that carries only effects.</summary>
    private protected async Task ApplyAsync(params Effect[] effects) =>
        (await AppendAsync(Entries.Check(Key("nobody"), 0) with { Effects = [.. effects] })).Entries
            .ShouldBe([AppendedEntry.Admitted]);

    private protected async Task<List<string>> TimersAsync(int minute) =>
    [
        .. (await Store.FindDueTimersAsync(Tenant, At(minute), 100, CancellationToken.None)).Select(TextOf),
    ];

    private protected async Task<List<string>> CommandsAsync(int minute) =>
    [
        .. (await Store.FindDueCommandsAsync(Tenant, At(minute), 100, CancellationToken.None)).Select(TextOf),
    ];

    /// <summary>What the tenant's row says of its earliest due time, in minutes; null for nothing.</summary>
    private protected async Task<double?> NextDueAsync(Tenant tenant) =>
        (await Store.FindBacklogAsync(
            Guid.NewGuid(), DateTimeOffset.MaxValue, 100_000, CancellationToken.None))
        .SingleOrDefault(backlog => backlog.Tenant == tenant)?.NextDue is { } due ? (due - Noon).TotalMinutes : null;

    private protected static string TextOf(DueTimer timer) =>
        $"{timer.Process}/{timer.Instance} {timer.Name} {timer.Entry} {(timer.DueAt - Noon).TotalMinutes}";

    private protected static string TextOf(OutgoingCommand command) =>
        $"{command.Id} {command.Process}/{command.Instance} {command.Number} {(command.DueAt - Noon).TotalMinutes} "
        + $"{command.Attempts} {command.LastProblem ?? "-"}";
}
