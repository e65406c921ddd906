using System.Collections.Immutable;
using Patchlog.Admission;
using Patchlog.Bundles;
using Patchlog.Commands;
using Patchlog.Deciding.Handlers;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.States;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>Decisions that rest on other aggregates, while others change them.</summary>
public sealed class DecisionReadsTests
{
    // An order counts what its customer counts; a customer has no customer.
    static readonly Bundle Counting = BundleTexts.Compile(
        ("reads/orders.js", """
            export default ({ name, body }, state) => {
              const customer = state.customer ?? body?.customer;
              const reads = customer ? [{ targetName: 'orders', targetId: customer }] : [];

              return name === 'pair' ? [...reads, { targetName: 'orders', targetId: 'none' }] : reads;
            }
            """),
        ("handlers/orders/pair.js", "export default (state, { body }, ctx) => { state.sees = ctx.reads[0].n }"),
        ("handlers/orders/number.js", """
            export default (state, { body }, ctx) =>
              [{ name: 'numbered', body: { ...body, id: `order-${ctx.reads[0].n}` } }]
            """),
        ("handlers/orders/place.js", """
            export default (state, { body }, ctx) => {
              const [customer] = ctx.reads;
              if (customer?.isBlocked)
                ctx.reject('blocked', 'No more orders.');

              return [{ name: 'placed', body: { ...body, sees: customer && customer.n } }];
            }
            """),
        ("handlers/orders/count.js", """
            export default (state, command, ctx) => {
              if (ctx.reads[0] === null)
                ctx.reject('nobody', 'There is no customer.');

              state.sees = ctx.reads[0].n;
            }
            """));

    [Fact]
    public async Task What_was_read_is_kept_with_the_event_and_what_was_asked_with_the_first_one()
    {
        await using var rig = await OpenAsync();

        var placed = await rig.SucceedAsync(Sample.Do("o", "place", """{"customer":"c"}"""));

        var @event = placed.Events.ShouldHaveSingleItem();
        @event.Reads!.ToString().ShouldBe("""[{"targetName":"orders","targetId":"c","version":1}]""");
        @event.Asked!.ToString().ShouldBe("""{"name":"place","type":"logic","body":{"customer":"c"}}""");

        var patched = await rig.SucceedAsync(Sample.Patch("o", """{"n":1}"""));
        patched.Events[0].Reads!.ToString().ShouldEndWith(""" "version":1}] """.Trim());

        // A merge patch is not what the event says, and what names the reads has seen it.
        patched.Events[0].Asked!["body"]!.ToString().ShouldBe("""{"n":1}""");
        (await rig.SucceedAsync(Sample.Delete("o"))).Events[0].Asked.ShouldBeNull();
        (await rig.HistoryAsync("o")).Take(2).Select(Texts.Of).ShouldBe([Texts.Of(@event), Texts.Of(patched.Events[0])]);
    }

    [Fact]
    public async Task A_command_whose_read_has_changed_is_decided_again_and_nothing_beside_it_is()
    {
        await using var rig = await OpenAsync();
        await rig.SucceedAsync(Sample.Do("o", "place", """{"customer":"c"}"""));
        await rig.GatherAsync();
        var decided = rig.DecidedCount;

        var customer = await rig.SubmitAsync(Sample.Patch("c", """{"n":2}"""));
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 1);
        var other = await rig.SubmitAsync(Sample.Patch("d", """{"n":2}"""));
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 2);
        var order = await rig.SubmitAsync(Sample.Do("o", "count"));
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 3);
        var last = await rig.SubmitAsync(Sample.Patch("d", """{"n":3}"""));
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 4);
        rig.Journal.Release();

        (await order).ShouldSucceed().Body!["sees"].ShouldBe(2);
        (await customer).ShouldSucceed();
        (await other).ShouldSucceed().Version.ShouldBe(new(2));
        (await last).ShouldSucceed().Version.ShouldBe(new(3));
        rig.DecidedCount.ShouldBe(decided + 5);
    }

    [Fact]
    public async Task What_was_not_there_is_checked_to_be_absent()
    {
        await using var rig = await OpenAsync();
        await rig.SucceedAsync(Sample.Create("o", """{"customer":"new"}"""));
        await rig.GatherAsync();
        var decided = rig.DecidedCount;

        var created = await rig.SubmitAsync(Sample.Create("new", """{"n":5}"""));
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 1);
        var refused = await rig.SubmitAsync(Sample.Do("o", "count"));
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 2);
        rig.Journal.Release();

        (await created).ShouldSucceed();
        (await refused).ShouldSucceed().Body!["sees"].ShouldBe(5);
        (await rig.FailAsync(Sample.Do("lone", "place", """{"customer":"c","id":"o"}"""))).Code
            .ShouldBe(ProblemCode.HandlerFailed);
    }

    [Fact]
    public async Task A_command_that_insists_on_its_version_is_decided_again_when_a_read_has_changed()
    {
        await using var rig = await OpenAsync();
        await rig.SucceedAsync(Sample.Do("o", "place", """{"customer":"c"}"""));
        await rig.GatherAsync();
        var decided = rig.DecidedCount;

        var order = await rig.SubmitAsync(Sample.Do("o", "count", version: 1));
        await Eventually.HoldsAsync(() => rig.DecidedCount == decided + 1);
        await rig.WriteAsStrangerAsync(Entries.Set(ExecutorRig.Key("c"), 9, expected: 1));
        rig.Journal.Release();

        (await order).ShouldSucceed().Body!["sees"].ShouldBe(9);
    }

    [Fact]
    public async Task A_read_that_changes_without_pause_ends_in_a_retryable_problem()
    {
        const int maxLostRaces = 3;
        await using var rig = await OpenAsync(new() { MaxLostRaces = maxLostRaces });
        await rig.SucceedAsync(Sample.Do("o", "place", """{"customer":"c"}"""));
        var version = 1;
        rig.Journal.Before = _ => rig.WriteAsStrangerAsync(
            Entries.Set(ExecutorRig.Key("c"), version + 1, expected: version++));

        var problem = await rig.FailAsync(Sample.Do("o", "count"));

        (problem.Code, problem.IsRetryable, problem.Applied).ShouldBe((ProblemCode.VersionConflict, true, Applied.No));
        version.ShouldBe(maxLostRaces + 2);
        rig.Journal.Before = null;
        (await rig.SucceedAsync(Sample.Do("o", "count"))).Body!["sees"].ShouldBe(version);
    }

    [Fact]
    public async Task Once_a_customer_is_blocked_no_order_of_it_follows()
    {
        const int writers = 8, more = 10;
        await using var rig = await OpenAsync();

        // Each goes on until it is refused, and then a little longer.
        var placing = Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var outcomes = new List<Outcome>();
            for (int order = 0, left = more; left > 0; order++)
            {
                outcomes.Add(await rig.RunAsync(Sample.Do($"{writer}-{order}", "place", """{"customer":"c"}""")));
                left -= outcomes[^1] is Outcome.Failure ? 1 : 0;
            }

            return outcomes;
        })).ToList();
        await Eventually.HoldsAsync(() => rig.DecidedCount > writers);
        var blocked = await rig.SucceedAsync(Sample.Patch("c", """{"isBlocked":true}"""));
        var all = (await Task.WhenAll(placing)).SelectMany(outcomes => outcomes).ToList();

        var last = blocked.Events[0].Position.Number;
        all.OfType<Outcome.Success>().ShouldAllBe(order => order.Events[0].Position.Number < last);
        all.OfType<Outcome.Failure>().ShouldAllBe(failure => failure.Problem.Code == ProblemCode.Rejected);
        all.OfType<Outcome.Failure>().Count().ShouldBe(writers * more);
    }

    [Fact]
    public async Task A_too_large_read_is_refused_as_long_as_it_is_too_large()
    {
        await using var rig = await OpenAsync(maxReadBytes: 100);
        await rig.SucceedAsync(Sample.Create("c2", $$"""{"n":1,"text":"{{new string('x', 200)}}"}"""));
        await rig.SucceedAsync(Sample.Patch("c2", """{"n":2}"""));
        (await rig.FailAsync(Sample.Do("o", "pair", """{"customer":"c2"}"""))).Code.ShouldBe(ProblemCode.HandlerLimit);

        await rig.WriteAsStrangerAsync(Entries.Set(ExecutorRig.Key("c2"), 3, expected: 2));

        (await rig.SucceedAsync(Sample.Do("o", "pair", """{"customer":"c2"}"""))).Body!["sees"].ShouldBe(3);
    }

    [Fact]
    public async Task Large_documents_are_read_and_too_large_ones_are_not()
    {
        await using var rig = await OpenAsync();
        await rig.SucceedAsync(Sample.Create("large", $$"""{"n":1,"text":"{{new string('x', 500_000)}}"}"""));
        await rig.SucceedAsync(Sample.Create("huge", $$"""{"n":1,"text":"{{new string('x', 1_000_000)}}"}"""));
        await rig.SucceedAsync(Sample.Patch("huge", $$"""{"more":"{{new string('x', 80_000)}}"}"""));

        (await rig.SucceedAsync(Sample.Do("o", "place", """{"customer":"large"}"""))).Body!["sees"].ShouldBe(1);
        var problem = await rig.FailAsync(Sample.Do("p", "place", """{"customer":"huge"}"""));
        problem.Code.ShouldBe(ProblemCode.HandlerLimit);
        problem.Detail.ShouldStartWith("reads/orders.js: The documents that it names have 10800");
    }

    [Fact]
    public async Task A_command_that_starts_something_reads_before_it_has_a_name()
    {
        await using var rig = await OpenAsync();
        var place = Sample.Do("", "place", """{"customer":"c","id":"named"}""");

        var placed = await rig.SucceedAsync(place);
        placed.Target.TargetId.Value.ShouldBe("named");
        placed.Body!["sees"].ShouldBe(1);
        (await rig.SucceedAsync(place)).IsDuplicate.ShouldBeTrue();

        await rig.SucceedAsync(Sample.Patch("c", """{"isBlocked":true}"""));
        (await rig.FailAsync(Sample.Do("", "place", """{"customer":"c","id":"late"}"""))).Code
            .ShouldBe(ProblemCode.Rejected);
        (await rig.SucceedAsync(place)).Version.ShouldBe(new(1));
    }

    [Fact]
    public async Task A_command_that_starts_something_is_named_again_when_what_it_read_has_changed()
    {
        await using var rig = await OpenAsync();
        await rig.SucceedAsync(Sample.Patch("c", """{"isBlocked":true}"""));
        await rig.WriteAsStrangerAsync(Entries.Set(ExecutorRig.Key("c"), 7, expected: 2));

        // In memory the customer is blocked; a stranger has made it new.
        var placed = await rig.SucceedAsync(Sample.Do("", "place", """{"customer":"c","id":"late"}"""));
        (placed.Target.TargetId.Value, placed.Body!["sees"]).ShouldBe(("late", (JsonValue)7));

        // The name itself depends on what is read.
        await rig.WriteAsStrangerAsync(Entries.Set(ExecutorRig.Key("c"), 8, expected: 3));
        var numbered = await rig.SucceedAsync(Sample.Do("", "number", """{"customer":"c"}"""));
        numbered.Target.TargetId.Value.ShouldBe("order-8");
        numbered.Events[0].Asked!.ToString().ShouldBe(
            """{"name":"number","type":"logic","isStart":true,"body":{"customer":"c"}}""");
    }

    [Fact]
    public async Task Room_for_what_is_read_is_given_back_whatever_happens()
    {
        await using var rig = await OpenAsync();
        var key = ImmutableArray.Create(ExecutorRig.Key("none"));
        var flow = new Flow(ExecutorRig.Tenant, Sender: null);

        // More than there is room for, one after another: each failure gives back its own.
        for (var round = 0; round < 2 * StateLimits.MaxReadSetsPerTenant; round++)
        {
            rig.Journal.AreReadsCut = round % 2 == 0;
            if (rig.Journal.AreReadsCut)
                await Should.ThrowAsync<JournalUnavailableException>(() => rig.Reads.HoldAsync(key, flow, TimeSpan.MaxValue));
            else
                (await rig.Reads.HoldAsync(key, flow, TimeSpan.MaxValue)).Dispose();
        }

        rig.Journal.AreReadsCut = false;
        var held = new List<HeldReadSet>();
        for (var count = 0; count < StateLimits.MaxReadSetsPerTenant; count++)
            held.Add(await rig.Reads.HoldAsync(key, flow, TimeSpan.MaxValue));

        var waiting = rig.Reads.HoldAsync(key, flow, TimeSpan.FromHours(1));
        waiting.IsCompleted.ShouldBeFalse();
        (await rig.Reads.HoldAsync(key, new(Tenant.Trusted("other"), Sender: null), TimeSpan.MaxValue)).Dispose();

        foreach (var one in held)
            one.Dispose();

        (await waiting).Dispose();
    }

    static async Task<ExecutorRig> OpenAsync(
        CommandLimits? limits = null, long maxReadBytes = HandlerLimits.MaxReadBytes)
    {
        var rig = new ExecutorRig(limits, bundle: Counting, maxReadBytes: maxReadBytes);
        foreach (var id in (string[])["c", "d"])
            await rig.SucceedAsync(Sample.Create(id, """{"n":1}"""));

        return rig;
    }
}
