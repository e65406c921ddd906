using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Journal;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>Two servers of one database, opened before anything is declared, and many senders of the same values.</summary>
public sealed class UniqueRaceTests(PostgresBackend backend)
{
    const int Senders = 16;
    const int Values = 100;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_all_who_send_a_value_one_gets_it_and_the_others_hear_who()
    {
        var database = await backend.CreateDatabaseAsync();
        await using var one = await OpenAsync(database);
        await using var other = await OpenAsync(database);
        await RunAsync(other, Sample.Create("first", """{"v":-1}"""));
        (await one.Maintenance.DeclareUniqueAsync(
            TargetName.Trusted("orders"), Unique.PathsOf("/v"), null, Cancellation))
            .ShouldBe(new UniqueOutcome.Declared(IsNew: true));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var store = sender % 2 == 0 ? one : other;
            var answers = new List<Task<Outcome>>();
            foreach (var value in Enumerable.Range(0, Values))
                answers.Add(await store.SubmitAsync(
                    Sample.Create($"{sender}-{value}", $$"""{"v":{{value}}}"""), Cancellation));
            return await Task.WhenAll(answers);
        })));

        var winners = outcomes.SelectMany(all => all).OfType<Outcome.Success>().ToList();
        winners.Count.ShouldBe(Values);
        winners.Select(success => success.Target.TargetId.Value.Split('-')[1]).Distinct().Count().ShouldBe(Values);
        var names = winners.Select(success => success.Target.ToString()).ToHashSet();
        foreach (var problem in outcomes.SelectMany(all => all).OfType<Outcome.Failure>().Select(failure => failure.Problem))
        {
            problem.Code.ShouldBe(ProblemCode.NotUnique, problem.Detail);
            names.ShouldContain(problem.Errors.ShouldHaveSingleItem().Detail.Split(' ')[0]);
        }

        var report = await one.Maintenance.VerifyAsync(ExecutorRig.Tenant, null, null, Cancellation);
        (report.Aggregates, report.Differences.Count).ShouldBe((Values + 1, 0));
    }

    [Fact]
    public async Task While_it_is_declared_and_dropped_again_and_again_every_command_is_decided()
    {
        var database = await backend.CreateDatabaseAsync();
        await using var one = await OpenAsync(database);
        await using var other = await OpenAsync(database);
        var isOver = false;

        var sending = Enumerable.Range(0, 4).Select(sender => Task.Run(async () =>
        {
            var store = sender % 2 == 0 ? one : other;
            for (var round = 0; round < 10 || (round < 1000 && !Volatile.Read(ref isOver)); round++)
            {
                var id = $"{sender}-{round}";
                (await RunAsync(store, Sample.Create(id, $$"""{"v":"{{id}}"}"""))).ShouldSucceed();
                (await RunAsync(store, Sample.Patch(id, """{"n":1}"""))).ShouldSucceed();
            }
        }, Cancellation)).ToList();
        for (var round = 0; round < 5; round++)
        {
            (await one.Maintenance.DeclareUniqueAsync(
                TargetName.Trusted("orders"), Unique.PathsOf("/v"), null, Cancellation)).ShouldBeOfType<UniqueOutcome.Declared>();
            (await other.Maintenance.DropUniqueAsync(TargetName.Trusted("orders"), Unique.PathsOf("/v"), Cancellation))
                .ShouldBeTrue();
        }

        Volatile.Write(ref isOver, true);
        await Task.WhenAll(sending);
        (await one.Maintenance.ListUniqueAsync(Cancellation)).ShouldBeEmpty();
        (await one.Maintenance.VerifyAsync(ExecutorRig.Tenant, null, null, Cancellation)).Differences.ShouldBeEmpty();
    }

    static Task<DocumentStore> OpenAsync(DatabaseAddress database) => DocumentStore.OpenAsync(
        database, new(), TimeProvider.System, NullLoggerFactory.Instance, Cancellation);

    static async Task<Outcome> RunAsync(DocumentStore store, Command command) =>
        await await store.SubmitAsync(command, Cancellation);
}
