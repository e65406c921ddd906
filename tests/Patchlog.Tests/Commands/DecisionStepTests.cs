using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Deciding;
using Patchlog.Journal.Sqlite;
using Patchlog.Json;
using Patchlog.States;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>Which decisions are made where the command came from, and which on the pool.</summary>
public sealed class DecisionStepTests : IAsyncDisposable
{
    static readonly CommandLimits Limits = new()
    {
        MaxInlineDecisionBytes = 1000,
        MaxInlineValidatedBytes = 500,
        MaxInlineDecisionOperations = 3,
    };

    readonly SqliteJournal _journal = SqliteJournal.Open(null, TimeProvider.System);
    readonly StateCache _cache = new(1 << 20);
    readonly DecisionPool _pool = new(1, TimeProvider.System);
    readonly ManualResetEventSlim _gate = new();
    readonly ActiveBundle _bundles = new(Bundle.Empty);
    readonly DecisionStep _step;

    public DecisionStepTests()
    {
        var loader = new StateLoader(_journal.Reader, _cache, _ => { }, TimeProvider.System);
        var decider = new Decider(PatchLimits.Default);
        _step = new(
            _cache, loader, _bundles, decider,
            new(decider, _pool, new(_cache, loader, 1 << 20, TimeProvider.System), NoBundles.FindAsync, TimeProvider.System),
            Limits, new(TimeProvider.System, NullLogger.Instance), TimeProvider.System, NullLogger.Instance);
    }

    [Fact]
    public async Task A_short_decision_is_made_at_once() =>
        (await IsMadeAtOnceAsync(Sample.Create("a", """{"n":1}"""), AggregateState.None)).ShouldBeTrue();

    [Fact]
    public async Task A_long_body_takes_the_pool() =>
        (await IsMadeAtOnceAsync(Sample.Create("a", DocumentOf(1000)), AggregateState.None)).ShouldBeFalse();

    [Fact]
    public async Task A_long_document_takes_the_pool_however_short_its_patch_is() =>
        (await IsMadeAtOnceAsync(Sample.Patch("a", """{"n":1}"""), StateOf(DocumentOf(1000)))).ShouldBeFalse();

    [Fact]
    public async Task Many_operations_take_the_pool_however_short_they_are()
    {
        const string add = """{"op":"add","path":"/n","value":1}""";

        (await IsMadeAtOnceAsync(Sample.Patch("a", $"[{add},{add},{add}]"), StateOf("{}"))).ShouldBeTrue();
        (await IsMadeAtOnceAsync(Sample.Patch("a", $"[{add},{add},{add},{add}]"), StateOf("{}"))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("schemas/orders.json", 200, true)]
    [InlineData("schemas/orders.json", 600, false)]
    [InlineData("schemas/orders.ship.json", 600, true)]
    [InlineData("schemas/customers.json", 600, true)]
    public async Task What_a_schema_judges_takes_the_pool_when_it_is_not_quite_short(
        string schema, int length, bool isMadeAtOnce)
    {
        _bundles.Activate(BundleTexts.Compile((schema, "{}")));

        (await IsMadeAtOnceAsync(Sample.Create("a", DocumentOf(length)), AggregateState.None)).ShouldBe(isMadeAtOnce);
        (await IsMadeAtOnceAsync(Sample.Patch("a", """{"n":1}"""), StateOf(DocumentOf(length)))).ShouldBe(isMadeAtOnce);
    }

    [Fact]
    public async Task What_copies_and_is_judged_by_a_schema_takes_the_pool_however_short_it_is()
    {
        const string copy = """[{"op":"copy","from":"/text","path":"/more"}]""";

        (await IsMadeAtOnceAsync(Sample.Patch("a", copy), StateOf(DocumentOf(10)))).ShouldBeTrue();
        _bundles.Activate(BundleTexts.Compile(("schemas/orders.json", "{}")));
        (await IsMadeAtOnceAsync(Sample.Patch("a", copy), StateOf(DocumentOf(10)))).ShouldBeFalse();
    }

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _gate.Dispose();
        await _journal.DisposeAsync();
    }

    /// <summary>Whether a decision is made although the pool's only thread is busy; made it is in any case.</summary>
    async Task<bool> IsMadeAtOnceAsync(Command command, AggregateState state)
    {
        _gate.Reset();
        var busy = _pool.RunAsync(new(ExecutorRig.Tenant, null), "any", () => { _gate.Wait(); return 0; });

        var decision = _step.DecideAsync(
            new(command, Deadline.After(TimeSpan.FromMinutes(1), TimeProvider.System)), new(state, _cache.Generation)).AsTask();
        var isMadeAtOnce = decision.IsCompleted;
        _gate.Set();
        await busy;

        (await decision).TryGet(out var decided, out _).ShouldBeTrue();
        decided.Decision.ShouldBeOfType<Decision.Accept>();
        return isMadeAtOnce;
    }

    static AggregateState StateOf(string body) =>
        new(new(1), Entries.Parse(body).With("id", "a"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    static string DocumentOf(int length) => $$"""{"text":"{{new string('x', length)}}"}""";
}
