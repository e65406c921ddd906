using CsCheck;
using Patchlog.Journal;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>A read sees what was acknowledged before it began, whoever wrote it, and whatever memory still holds.</summary>
public sealed class ReadYourWritesTests
{
    const long RoomForThree = 1500;

    static readonly string[] Ids = ["a", "b", "c", "d"];

    static readonly Gen<Fate> AnyFate = Gen.Frequency(
        (12, Gen.Const(Fate.Pass)), (1, Gen.Const(Fate.Refused)), (2, Gen.Const(Fate.AnswerLost)));

    // What is done, to which aggregate.
    static readonly Gen<(int Deed, int Target)[]> Deeds = Gen.Select(Gen.Int[0, 9], Gen.Int[0, Ids.Length - 1]).Array[1, 60];

    [Fact]
    public async Task One_after_the_other() =>
        await Gen.Select(Deeds, AnyFate.Array[0, 60]).SampleAsync(async (deeds, fates) =>
        {
            await using var rig = new ExecutorRig(cacheBytes: RoomForThree);
            rig.Journal.Then(fates);
            foreach (var (deed, target) in deeds)
            {
                await DoAsync(rig, deed, Ids[target]);
                if (deed % 2 == 0)
                    Texts.Of(await rig.ReadAsync(Ids[target])).ShouldBe(Texts.Of(await rig.LoadAsync(Ids[target])));
            }
            foreach (var id in Ids)
                Texts.Of(await rig.ReadAsync(id)).ShouldBe(Texts.Of(await rig.LoadAsync(id)));
        }, iter: 400);

    [Fact]
    public async Task All_at_once() =>
        await Gen.Select(Deeds.Array[2, 5], AnyFate.Array[0, 60], Gen.Bool).SampleAsync(
            async (clients, fates, isCacheSmall) =>
            {
                // Two writers, as at a busy server, whose answers overtake each other.
                await using var rig = new ExecutorRig(
                    new() { WorthASecondBatch = 1 }, cacheBytes: isCacheSmall ? RoomForThree : 1 << 20);
                rig.Journal.Then(fates);
                var acknowledged = new long[Ids.Length];
                await Task.WhenAll(clients.Select(deeds => Task.Run(async () =>
                {
                    foreach (var (deed, target) in deeds)
                    {
                        Raise(ref acknowledged[target], await DoAsync(rig, deed, Ids[target]));
                        var least = Volatile.Read(ref acknowledged[target]);
                        var state = await rig.ReadAsync(Ids[target]);
                        state.Version.Number.ShouldBeGreaterThanOrEqualTo(least);
                        Raise(ref acknowledged[target], state.Version.Number);
                    }
                })));
                foreach (var id in Ids)
                    Texts.Of(await rig.ReadAsync(id)).ShouldBe(Texts.Of(await rig.LoadAsync(id)));
            }, iter: 200);

    [Fact]
    public async Task All_at_once_and_without_waiting_for_answers() =>
        await Gen.Select(Gen.Int[0, 3].Array[8, 200], Gen.Bool).SampleAsync(async (deeds, isCacheSmall) =>
        {
            await using var rig = new ExecutorRig(
                new() { WorthASecondBatch = 1, MaxBatch = 3 }, cacheBytes: isCacheSmall ? 1 : 1 << 20);
            List<Task> reads = [];
            foreach (var deed in deeds)
            {
                // It is refused, or creates, or deletes, as it comes: the next is decided on what this one leaves.
                var answer = await rig.SubmitAsync(deed switch
                {
                    0 => Sample.Patch("a", """{"n":7}"""),
                    1 => Sample.Create("a"),
                    2 => Sample.Delete("a"),
                    _ => Sample.Put("b", $$"""{"n":{{Interlocked.Increment(ref _count)}}}"""),
                });
                reads.Add(ReadAfterAsync(rig, deed == 3 ? "b" : "a", answer));
            }
            await Task.WhenAll(reads);
            foreach (var id in Ids)
                Texts.Of(await rig.ReadAsync(id)).ShouldBe(Texts.Of(await rig.LoadAsync(id)));
        }, iter: 300);

    static async Task ReadAfterAsync(ExecutorRig rig, string id, Task<Outcome> answer)
    {
        var version = VersionOf(await answer);
        await Task.Yield();
        (await rig.ReadAsync(id)).Version.Number.ShouldBeGreaterThanOrEqualTo(version);
    }

    [Fact]
    public async Task What_memory_has_and_nobody_else_has_changed_is_not_loaded_again()
    {
        await using var rig = new ExecutorRig();
        foreach (var id in Ids)
            await rig.SucceedAsync(Sample.Create(id));
        foreach (var id in Ids)
            await rig.ReadAsync(id);
        var loads = rig.Reader.Loaded;

        await rig.SucceedAsync(Sample.Patch("a", """{"n":1}"""));
        foreach (var id in Ids)
            await rig.ReadAsync(id);
        rig.Reader.Loaded.ShouldBe(loads);

        await StrangerAsync(rig, "b");
        foreach (var id in Ids)
            await rig.ReadAsync(id);
        rig.Reader.Loaded.ShouldBe(loads + Ids.Length);
    }

    [Fact]
    public async Task A_journal_that_was_set_back_is_not_remembered()
    {
        await using var rig = new ExecutorRig();
        await rig.SucceedAsync(Sample.Create("a"));
        await rig.SucceedAsync(Sample.Patch("a", """{"n":1}"""));
        await using var before = new ExecutorRig();
        await before.SucceedAsync(Sample.Create("a"));

        rig.Reader.Instead = before.Journal.Inner.Reader;

        (await rig.ReadAsync("a")).Version.ShouldBe(new(1));
    }

    static int _count;

    /// <summary>Does something to an aggregate, here or as another server; answers the version that is known then.</summary>
    static async Task<long> DoAsync(ExecutorRig rig, int deed, string id) => deed switch
    {
        0 or 1 => VersionOf(await rig.RunAsync(Sample.Put(id, $$"""{"n":{{Interlocked.Increment(ref _count)}}}"""))),
        2 => VersionOf(await rig.RunAsync(Sample.Patch(id, """{"n":7}"""))),
        3 => VersionOf(await rig.RunAsync(Sample.Delete(id))),
        4 => await StrangerAsync(rig, id),
        _ => 0,
    };

    static long VersionOf(Outcome outcome) => outcome is Outcome.Success success ? success.Version.Number : 0;

    /// <summary>Another server writes, if it does not lose to this one.</summary>
    static async Task<long> StrangerAsync(ExecutorRig rig, string id)
    {
        var version = (await rig.LoadAsync(id)).Version.Number;
        var result = await rig.Journal.Inner.AppendAsync(
            ExecutorRig.Tenant, [Entries.Create(ExecutorRig.Key(id), version)], CancellationToken.None);
        return result.Entries[0] == AppendedEntry.Admitted ? version + 1 : 0;
    }

    static void Raise(ref long highest, long value)
    {
        for (var seen = Volatile.Read(ref highest); seen < value;)
            seen = Interlocked.CompareExchange(ref highest, value, seen);
    }
}
