using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.States;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>States in memory: bounded, never older than what was there, and loaded many at a time.</summary>
public sealed class StateCacheTests
{
    [Fact]
    public void A_state_gives_way_to_a_later_one_only()
    {
        var cache = new StateCache(1 << 20);
        cache.Put(ExecutorRig.Key("a"), StateOf(2), Position.Start, cache.Generation);

        cache.Put(ExecutorRig.Key("a"), StateOf(1), Position.Start, cache.Generation);
        cache.Find(ExecutorRig.Key("a")).ShouldBe(StateOf(2));
        cache.Put(ExecutorRig.Key("a"), StateOf(3), Position.Start, cache.Generation);
        cache.Find(ExecutorRig.Key("a")).ShouldBe(StateOf(3));
        cache.Forget(ExecutorRig.Key("a"));
        cache.Find(ExecutorRig.Key("a")).ShouldBeNull();
    }

    [Fact]
    public void What_was_not_used_for_the_longest_time_goes_first()
    {
        var cache = new StateCache(20_000);
        for (var i = 0; i < 4; i++)
            cache.Put(ExecutorRig.Key($"a{i}"), StateOf(1, bytes: 1000), Position.Start, cache.Generation);
        cache.Find(ExecutorRig.Key("a0"));

        cache.Put(ExecutorRig.Key("a4"), StateOf(1, bytes: 1000), Position.Start, cache.Generation);

        Enumerable.Range(0, 5).Where(i => cache.Find(ExecutorRig.Key($"a{i}")) is not null).ShouldBe([0, 2, 3, 4]);
    }

    [Fact]
    public void A_document_larger_than_the_cache_does_not_stay()
    {
        var cache = new StateCache(1000);

        cache.Put(ExecutorRig.Key("a"), StateOf(1, bytes: 5000), Position.Start, cache.Generation);

        cache.Find(ExecutorRig.Key("a")).ShouldBeNull();
    }

    [Fact]
    public void A_state_is_current_as_long_as_nobody_else_has_written_for_its_tenant()
    {
        var cache = new StateCache(1 << 20);
        var key = ExecutorRig.Key("a");
        cache.Put(key, StateOf(1), asOf: new(5), cache.Generation);
        cache.FindCurrent(key, Position.Start).ShouldBeNull("the head is not known yet");

        cache.ObserveHead(key.Tenant, cache.Generation, HeadAt(5));
        cache.FindCurrent(key, Position.Start).ShouldBe(StateOf(1));
        cache.FindCurrent(key, new(6)).ShouldBeNull("somebody has asked and was told so");
        cache.ObserveAppend(key.Tenant, new(7), new(9), cache.Generation);
        cache.FindCurrent(key, Position.Start).ShouldBeNull("6 and 7 may be somebody else's");
        cache.ObserveAppend(key.Tenant, new(5), new(7), cache.Generation);
        cache.FindCurrent(key, Position.Start).ShouldBe(StateOf(1));
        cache.ObserveHead(key.Tenant, cache.Generation, HeadAt(10));
        cache.FindCurrent(key, Position.Start).ShouldBeNull("10 is somebody else's");
        cache.Find(key).ShouldBe(StateOf(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_load_that_was_overtaken_by_a_commit_is_not_kept(bool isForgotten)
    {
        var cache = new StateCache(1 << 20);
        var key = ExecutorRig.Key("a");

        var promise = cache.Expect(key);
        cache.Put(key, StateOf(2), asOf: new(2), cache.Generation);
        cache.ObserveAppend(key.Tenant, new(1), new(2), cache.Generation);
        if (isForgotten)
            cache.Forget(key);
        cache.Fulfil(promise, StateOf(1), asOf: new(1));

        cache.FindCurrent(key, Position.Start).ShouldBe(isForgotten ? null : StateOf(2));
        cache.Fulfil(cache.Expect(key), StateOf(3), asOf: new(3));
        cache.Find(key).ShouldBe(StateOf(3));
    }

    [Fact]
    public void A_database_that_was_set_back_leaves_nothing_in_memory()
    {
        var cache = new StateCache(1 << 20);
        var key = ExecutorRig.Key("a");
        cache.Put(key, StateOf(2), asOf: new(2), cache.Generation);
        cache.ObserveAppend(key.Tenant, new(1), new(2), cache.Generation);

        var generation = cache.Generation;

        cache.ObserveHead(key.Tenant, generation, HeadAt(1) with { IsGone = true });

        cache.Find(key).ShouldBeNull();
        cache.Generation.ShouldNotBe(generation);
    }

    [Fact]
    public void What_was_found_before_everything_was_forgotten_is_not_kept_after_it()
    {
        var cache = new StateCache(1 << 20);
        var key = ExecutorRig.Key("a");
        var generation = cache.Generation;
        var promise = cache.Expect(key);
        cache.Forget(generation);

        cache.Put(key, StateOf(1), asOf: new(1), generation);
        cache.Fulfil(promise, StateOf(1), asOf: new(1));
        cache.ObserveAppend(key.Tenant, new(0), new(1), generation);
        cache.ObserveHead(key.Tenant, generation, HeadAt(1));

        cache.Find(key).ShouldBeNull();
        cache.KnownOf(key.Tenant).Head.ShouldBe(Head.Start);
        cache.Forget(generation);
        cache.Generation.ShouldBe(generation + 1, "somebody else has forgotten it already");
    }

    [Fact]
    public void Of_more_tenants_than_are_known_all_is_forgotten()
    {
        var cache = new StateCache(1 << 20);
        var key = ExecutorRig.Key("a");
        cache.Put(key, StateOf(1), asOf: new(1), cache.Generation);
        for (var i = 0; i < StateLimits.MaxKnownTenants - 1; i++)
            cache.ObserveHead(Tenant.Trusted($"t{i}"), cache.Generation, HeadAt(1));
        cache.ObserveHead(key.Tenant, cache.Generation, HeadAt(1));
        cache.FindCurrent(key, Position.Start).ShouldBe(StateOf(1));

        cache.ObserveHead(Tenant.Trusted("one-more"), cache.Generation, HeadAt(1));

        cache.Find(key).ShouldBeNull();
    }

    [Fact]
    public async Task Loads_that_come_together_share_queries_and_each_gets_its_own()
    {
        const int parallel = StateLimits.MaxParallelLoads, perQuery = StateLimits.MaxLoadsPerQuery;
        const int loads = 1000, aggregates = 600;
        await using var rig = new ExecutorRig();
        await rig.WriteAsStrangerAsync(
            [.. Enumerable.Range(0, 50).Select(i => Entries.Create(ExecutorRig.Key($"a{i}")))]);
        var queries = 0;
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loader = new StateLoader(new WatchedReader(rig.Journal.Inner.Reader, () =>
        {
            Interlocked.Increment(ref queries);
            return opening.Task;
        }), new StateCache(1 << 20), _ => { }, TimeProvider.System);

        // Each of the first ones asks alone, and is held up: they are all the queries there may be at once.
        List<Task<AggregateState>> answers = [];
        for (var asked = 1; asked <= parallel; asked++)
        {
            answers.Add(loader.LoadAsync(ExecutorRig.Key("a0")));
            queries.ShouldBe(asked);
        }

        // The others gather, and each aggregate is asked for once.
        answers.AddRange(
            Enumerable.Range(0, loads).Select(i => loader.LoadAsync(ExecutorRig.Key($"a{i % aggregates}"))));
        queries.ShouldBe(parallel);
        opening.SetResult();
        var states = (await Task.WhenAll(answers))[parallel..];

        for (var i = 0; i < states.Length; i++)
            ((states[i].Body?["id"] as JsonString)?.Value)
                .ShouldBe(i % aggregates < 50 ? $"a{i % aggregates}" : null);
        queries.ShouldBe(parallel + (aggregates + perQuery - 1) / perQuery);
    }

    [Fact]
    public async Task A_failure_is_told_to_those_who_asked_and_to_nobody_after_them()
    {
        await using var rig = new ExecutorRig();
        await rig.WriteAsStrangerAsync(Entries.Create(ExecutorRig.Key("a")));
        var loader = new StateLoader(rig.Journal.Reader, new StateCache(1 << 20), _ => { }, TimeProvider.System);

        rig.Journal.AreReadsCut = true;
        await Should.ThrowAsync<JournalUnavailableException>(() => loader.LoadAsync(ExecutorRig.Key("a")));
        rig.Journal.AreReadsCut = false;

        (await loader.LoadAsync(ExecutorRig.Key("a"))).Version.ShouldBe(new(1));
    }

    static FoundHead HeadAt(long position) => new(new(new(position), new(1, 0, (UInt128)position)), IsGone: false);

    static AggregateState StateOf(int version, int bytes = 1) =>
        new(new(version), JsonObject.Of(new JsonMember("text", new string('x', bytes))), default, default);
}
