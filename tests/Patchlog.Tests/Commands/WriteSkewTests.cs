using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Json;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>
/// Two commands, each allowed by what it reads of the other's aggregate, and together forbidden (write skew): of two who
/// are on call, one may leave.
/// </summary>
public abstract class WriteSkewTests(Backend backend)
{
    private protected Backend Backend => backend;

    /// <summary>How often the random test lets somebody leave: enough to see it, and more on demand.</summary>
    static readonly int Tries =
        int.TryParse(Environment.GetEnvironmentVariable("WRITE_SKEW_TRIES"), out var tries) ? tries : 2_000;

    const int Writers = 16;

    static readonly Bundle OnCall = BundleTexts.Compile(
        ("reads/orders.js", """
            export default (command, state) =>
              [{ targetName: 'orders', targetId: state.other ?? command.body.other ?? command.targetId }];
            """),
        ("handlers/orders/come.js", "export default state => { state.on = true }"),
        ("handlers/orders/leave.js", """
            export default (state, command, ctx) => {
              if (!ctx.reads[0].on)
                ctx.reject('alone', 'Somebody has to stay.');

              state.on = false;
            }
            """));

    /// <summary>How many servers may share the database.</summary>
    private protected virtual int Servers => 1;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task In_one_batch_one_of_two_leaves_unless_nothing_checks_what_was_read(bool isChecked)
    {
        await using var rig = await OpenAsync(await Backend.CreateDatabaseAsync(), isChecked);
        await PlaceAsync(rig, 0);
        await rig.GatherAsync();

        // Both wait for the writer, which is held up: they are decided on what was there before.
        var decided = rig.DecidedCount;
        var one = await rig.SubmitAsync(Sample.Do("a0", "leave"));
        var other = await rig.SubmitAsync(Sample.Do("b0", "leave"));
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 2);
        rig.Journal.Release();

        await ShouldLeaveOneAsync(rig, isChecked, await one, await other);
        rig.Journal.Batches.ShouldContain(batch => batch.Count == 2);
    }

    [Fact]
    public async Task Whatever_many_writers_do_somebody_stays()
    {
        var database = await Backend.CreateDatabaseAsync();
        var rigs = new List<ExecutorRig>();
        for (var server = 0; server < Servers; server++)
            rigs.Add(await OpenAsync(database, isChecked: true));

        var pairs = Math.Max(4, Tries / 1_000);
        for (var pair = 0; pair < pairs; pair++)
            await PlaceAsync(rigs[0], pair);

        var left = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            () => ComeAndGoAsync(rigs[writer % rigs.Count], new Random(writer), pairs))));

        left.Sum().ShouldBeGreaterThan(0);
        for (var pair = 0; pair < pairs; pair++)
            await SomebodyShouldStayAsync(rigs[0], pair);

        await rigs[0].ShouldBeConsistentAsync();
        foreach (var rig in rigs)
            await rig.DisposeAsync();
    }

    static async Task<int> ComeAndGoAsync(ExecutorRig rig, Random random, int pairs)
    {
        var left = 0;
        for (var attempt = 0; attempt < Tries / Writers; attempt++)
        {
            var id = $"{(random.Next(2) == 0 ? "a" : "b")}{random.Next(pairs)}";
            var outcome = await rig.RunAsync(Sample.Do(id, "leave"));
            if (outcome is Outcome.Failure { Problem: var problem })
            {
                var isExpected = problem.Code == ProblemCode.Rejected
                    || problem is { Code.Name: "version-conflict", IsRetryable: true };
                isExpected.ShouldBeTrue(problem.Detail);
                continue;
            }

            left++;
            if (random.Next(8) > 0)
                await rig.RunAsync(Sample.Do(id, "come"));
        }

        return left;
    }

    static async Task SomebodyShouldStayAsync(ExecutorRig rig, int pair)
    {
        bool a = true, b = true;
        var history = (await rig.HistoryAsync($"a{pair}")).Concat(await rig.HistoryAsync($"b{pair}"))
            .OrderBy(@event => @event.Position.Number);
        foreach (var @event in history.Where(@event => @event.Draft.Type == EventType.Patch))
        {
            var isOn = @event.Draft.Name == "come";
            if (@event.Key.TargetId.Value[0] == 'a')
                a = isOn;
            else
                b = isOn;

            (a || b).ShouldBeTrue($"Nobody is on call after event {@event.Position}.");
        }
    }

    private protected static async Task PlaceAsync(ExecutorRig rig, int pair)
    {
        await rig.SucceedAsync(Sample.Create($"a{pair}", $$"""{"on":true,"other":"b{{pair}}"}"""));
        await rig.SucceedAsync(Sample.Create($"b{pair}", $$"""{"on":true,"other":"a{{pair}}"}"""));
    }

    private protected static async Task ShouldLeaveOneAsync(ExecutorRig rig, bool isChecked, Outcome one, Outcome other)
    {
        var stay = new[] { await rig.LoadAsync("a0"), await rig.LoadAsync("b0") }
            .Count(state => state.Body!["on"] is JsonBoolean { Value: true });

        stay.ShouldBe(isChecked ? 1 : 0);
        var refused = new[] { one, other }.OfType<Outcome.Failure>().Select(failure => failure.Problem.Code.Name);
        refused.ShouldBe(isChecked ? ["rejected"] : []);
    }

    private protected static async Task<ExecutorRig> OpenAsync(DatabaseAddress database, bool isChecked) => new(
        new CommandLimits { WorthASecondBatch = 1_000, Patience = TimeSpan.FromMinutes(2) },
        bundle: OnCall, journal: await Backend.OpenAsync(database),
        bend: isChecked ? null : append => append with { Conditions = [] });
}

/// <inheritdoc/>
public sealed class SqliteWriteSkewTests(SqliteBackend backend) : WriteSkewTests(backend);

/// <inheritdoc/>
public sealed class PostgresWriteSkewTests(PostgresBackend backend) : WriteSkewTests(backend)
{
    private protected override int Servers => 2;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Past_another_server_one_of_two_leaves_unless_nothing_checks_what_was_read(bool isChecked)
    {
        var database = await Backend.CreateDatabaseAsync();
        await using var rig = await OpenAsync(database, isChecked);
        await using var stranger = await OpenAsync(database, isChecked);
        await PlaceAsync(rig, 0);
        await PlaceAsync(stranger, 1);
        await rig.GatherAsync();
        var decided = rig.DecidedCount;

        var one = await rig.SubmitAsync(Sample.Do("a0", "leave"));
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 1);
        var other = await stranger.RunAsync(Sample.Do("b0", "leave"));
        rig.Journal.Release();

        other.ShouldSucceed();
        await ShouldLeaveOneAsync(rig, isChecked, await one, other);
    }
}
