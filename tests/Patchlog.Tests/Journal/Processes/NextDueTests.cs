using CsCheck;
using Patchlog.Journal;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal.Processes;

/// <summary>The earliest due time of a tenant is exact, whatever is done to its timers and commands.</summary>
public abstract class NextDueTests(Backend backend) : ProcessContract(backend)
{
    static readonly Gen<Op> OpGen = Gen.Select(
        Gen.Enum<Act>(), Gen.Int[0, 3], Gen.Int[0, 6], (act, which, minute) => new Op(act, which, minute));

    static readonly Gen<Entry> EntryGen = Gen.Select(
        OpGen.Array[0, 4], Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))),
        (ops, isAdmitted) => new Entry(ops, isAdmitted));

    static readonly Gen<Step> StepGen = Gen.Select(
        EntryGen.Array[1, 4], Gen.Int[-3, 3], Gen.Int[0, 6],
        (entries, postponed, minute) => new Step(entries, postponed, minute));

    static readonly Gen<Step[]> Steps = StepGen.Array[1, 8];

    enum Act { Set, End, Issue, EndCommand }

    [Fact]
    public async Task Random_effects_and_postponements_leave_what_a_list_says() =>
        await Steps.SampleAsync(async steps =>
        {
            var tenant = NewTenant();
            var model = new Model();
            foreach (var step in steps)
            {
                await Journal.AppendAsync(
                    tenant, [.. step.Entries.Select((entry, n) => ToAppend(entry, n, tenant))], CancellationToken.None);
                foreach (var op in step.Entries.Where(entry => entry.IsAdmitted).SelectMany(entry => entry.Ops))
                    model.Apply(op);
                await ShouldBeLikeAsync(model, tenant);

                if (step.Postponed < 0)
                    continue;

                await Store.PostponeAsync(
                    tenant, CommandId.Trusted($"c{step.Postponed}"), At(step.Minute), "later", CancellationToken.None);
                model.Postpone(step.Postponed, step.Minute);
                await ShouldBeLikeAsync(model, tenant);
            }
        }, iter: 60, threads: 2);

    [Fact]
    public async Task Appends_postponements_and_readers_at_the_same_time_lose_no_due_time()
    {
        const int rounds = 30;
        var other = await Backend.JoinAsync();
        var owner = Guid.NewGuid();
        await ApplyAsync(Issue("c", 100));
        await Store.TryLeaseAsync(Tenant, owner, TimeSpan.FromHours(1), Cancellation);

        await Task.WhenAll(SetAsync(Journal, "x"), SetAsync(other, "y"), PostponeAsync(), AdvanceAsync());

        await Store.ReleaseAsync(Tenant, owner, Cancellation);
        (await NextDueAsync(Tenant)).ShouldBe(50);
        (await TimersAsync(200)).ShouldBe(["orders/i x 1 60", "orders/i y 1 60"], ignoreOrder: true);
        (await CommandsAsync(200)).ShouldBe([$"c orders/i 1 50 {rounds} late"]);
        (await other.Processes.TryLeaseAsync(Tenant, owner, TimeSpan.Zero, Cancellation)).ShouldBe(Position.Start);

        async Task SetAsync(IJournal journal, string name)
        {
            for (var round = 1; round <= rounds; round++)
                await AppendPatientlyAsync(journal, [Entries.Check(Key("nobody"), 0) with
                {
                    Effects = [Set(name, round < rounds ? round : 60), Set($"{name}!", round), End($"{name}!")],
                }]);
        }

        async Task PostponeAsync()
        {
            for (var round = 1; round <= rounds; round++)
                await Store.PostponeAsync(
                    Tenant, CommandId.Trusted("c"), At(round < rounds ? round : 50), "late", Cancellation);
        }

        async Task AdvanceAsync()
        {
            for (var round = 1; round <= rounds; round++)
            {
                await other.Processes.AdvanceAsync(Tenant, owner, new(round), Cancellation);
                await Store.TryLeaseAsync(Tenant, owner, TimeSpan.FromHours(1), Cancellation);
            }
        }
    }

    async Task ShouldBeLikeAsync(Model model, Tenant tenant)
    {
        (await NextDueAsync(tenant)).ShouldBe(model.NextDue);
        foreach (var minute in new[] { 0, 3, 9 })
        {
            var timers = await Store.FindDueTimersAsync(tenant, At(minute), 100, CancellationToken.None);
            timers.Select(timer => timer.DueAt).ShouldBeInOrder();
            timers.Select(TextOf).ShouldBe(model.Timers(minute), ignoreOrder: true);

            var commands = await Store.FindDueCommandsAsync(tenant, At(minute), 100, CancellationToken.None);
            commands.Select(TextOf).ShouldBe(model.Commands(minute));
        }
    }

    static Append ToAppend(Entry entry, int number, Tenant tenant)
    {
        var key = new AggregateKey(tenant, TargetName.Trusted("orders"), AggregateId.Trusted($"e{number}"));

        return Entries.Check(key, entry.IsAdmitted ? 0 : 7) with { Effects = [.. entry.Ops.Select(ToEffect)] };
    }

    static Effect ToEffect(Op op) => op.Act switch
    {
        Act.Set => Set($"t{op.Which}", op.Minute),
        Act.End => End($"t{op.Which}"),
        Act.Issue => Issue($"c{op.Which}", op.Minute),
        _ => End(CommandId.Trusted($"c{op.Which}")),
    };

    sealed record Op(Act Act, int Which, int Minute);

    sealed record Entry(Op[] Ops, bool IsAdmitted);

    sealed record Step(Entry[] Entries, int Postponed, int Minute);

    /// <summary>A list of what waits: slow, and plainly right.</summary>
    sealed class Model
    {
        readonly Dictionary<int, int> _timers = [];
        readonly List<(int Which, int Minute, int Attempts)> _commands = [];

        public double? NextDue => _timers.Values.Concat(_commands.Select(command => command.Minute))
            .Select(minute => (double?)minute).Min();

        public void Apply(Op op)
        {
            if (op.Act is Act.Issue or Act.EndCommand)
                _commands.RemoveAll(command => command.Which == op.Which);
            if (op.Act == Act.Issue)
                _commands.Add((op.Which, op.Minute, 0));
            if (op.Act == Act.Set)
                _timers[op.Which] = op.Minute;
            if (op.Act == Act.End)
                _timers.Remove(op.Which);
        }

        public void Postpone(int which, int minute)
        {
            var at = _commands.FindIndex(command => command.Which == which);
            if (at >= 0)
                _commands[at] = (which, minute, _commands[at].Attempts + 1);
        }

        public IEnumerable<string> Timers(int minute) => _timers.Where(timer => timer.Value <= minute)
            .Select(timer => $"orders/i t{timer.Key} 1 {timer.Value}");

        public IEnumerable<string> Commands(int minute) => _commands.Where(command => command.Minute <= minute)
            .OrderBy(command => command.Minute)
            .Select(command => $"c{command.Which} orders/i 1 {command.Minute} {command.Attempts} "
                + (command.Attempts == 0 ? "-" : "later"));
    }
}

public sealed class NextDueTestsOnSqlite(SqliteBackend backend) : NextDueTests(backend);

public sealed class NextDueTestsInMemory(MemoryBackend backend) : NextDueTests(backend);

public sealed class NextDueTestsOnPostgreSql(PostgresBackend backend) : NextDueTests(backend);
