using System.Collections.Concurrent;
using CsCheck;
using Patchlog.Commands;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>Everything at once: many clients, few aggregates, strangers, lost answers, repeated ids.</summary>
public sealed class ConcurrentCommandTests
{
    const int Clients = 6;

    static readonly Gen<Fate> AnyFate = Gen.Frequency(
        (10, Gen.Const(Fate.Pass)), (2, Gen.Const(Fate.Refused)), (2, Gen.Const(Fate.LostOnTheWay)),
        (2, Gen.Const(Fate.AnswerLost)), (1, Gen.Const(Fate.Bug)));

    [Fact]
    public async Task Every_success_is_in_the_journal_once_and_in_order_and_no_refusal_is() =>
        await Gen.Select(AnyFate.Array[0, 40], Gen.Int[0, 5].Array[Clients * 8], Gen.Int[0, 12]).SampleAsync(
            async (fates, choices, strangers) =>
            {
                await using var rig = new ExecutorRig(new CommandLimits { MaxBatch = 5 });
                foreach (var id in (string[])["a", "b"])
                    await rig.SucceedAsync(Sample.Create(id, """{"log":[]}"""));
                rig.Journal.Then(fates);
                rig.Journal.Before = Strangers(rig, strangers);

                var outcomes = await RunAsync(rig, choices);

                rig.Journal.Before = null;
                await ShouldTellTheTruthAsync(rig, outcomes);
                await rig.ShouldBeConsistentAsync();
            }, iter: 60);

    /// <summary>Another server deletes and revives an aggregate now and then, just before an append.</summary>
    static Func<IReadOnlyList<Patchlog.Journal.Append>, Task> Strangers(ExecutorRig rig, int count) => async _ =>
    {
        if (Interlocked.Decrement(ref count) < 0)
            return;
        var version = (await rig.LoadAsync("b")).Version.Number;
        var body = Entries.Parse("""{"id":"b","log":["revived"]}""");
        // May lose to the executor itself, as any other server's append may.
        await rig.Journal.Inner.AppendAsync(ExecutorRig.Tenant, [Entries.Of(
            ExecutorRig.Key("b"), version, null, body,
            new("deleted", EventType.Delete, new(version + 1), null, null),
            new("created", EventType.Create, new(version + 2), body, null))], CancellationToken.None);
    };

    /// <summary>
    /// Each client logs its words one after the other, sometimes twice, without waiting for the answers.
    /// </summary>
    static async Task<List<(string Word, string Target, Outcome Outcome)>> RunAsync(ExecutorRig rig, int[] choices)
    {
        var answers = new ConcurrentQueue<(string Word, string Target, Task<Outcome> Answer)>();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(async () =>
        {
            for (var i = client; i < choices.Length; i += Clients)
            {
                var target = choices[i] % 2 == 0 ? "a" : "b";
                var word = $"{client}:{i}";
                var command = Sample.Log(target, word, id: word.Replace(':', '-'));
                for (var times = choices[i] == 5 ? 2 : 1; times > 0; times--)
                    answers.Enqueue((word, target, await rig.SubmitAsync(command)));
            }
        })));
        List<(string, string, Outcome)> outcomes = [];
        foreach (var (word, target, answer) in answers)
            outcomes.Add((word, target, await answer));
        return outcomes;
    }

    static async Task ShouldTellTheTruthAsync(
        ExecutorRig rig, List<(string Word, string Target, Outcome Outcome)> outcomes)
    {
        foreach (var target in (string[])["a", "b"])
        {
            var history = await rig.HistoryAsync(target);
            var own = history.Where(item => item.CommandId.Value.Contains('-', StringComparison.Ordinal)).ToList();
            own.Select(item => item.CommandId).Distinct().Count().ShouldBe(own.Count);

            foreach (var (word, _, outcome) in outcomes.Where(item => item.Target == target))
            {
                var journaled = own.SingleOrDefault(item => item.CommandId.Value == word.Replace(':', '-'));
                if (outcome is Outcome.Success success)
                    Texts.Of(success.Events).ShouldBe([Texts.Of(journaled.ShouldNotBeNull())]);
                else if (((Outcome.Failure)outcome).Problem.Applied == Applied.No)
                    journaled.ShouldBeNull();
            }

            // A client's commands for one target take effect in the order it sent them.
            foreach (var client in own.GroupBy(item => item.CommandId.Value.Split('-')[0]))
                client.Select(item => int.Parse(item.CommandId.Value.Split('-')[1], null))
                    .ShouldBeInOrder();
        }
    }
}
