using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Processes;

/// <summary>What every database must let processes do.</summary>
public abstract class ProcessEngineContract(Backend backend) : IAsyncDisposable
{
    private protected ProcessRig Rig { get; } = new(backend);

    public async ValueTask DisposeAsync()
    {
        await Rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_event_starts_an_instance_which_sends_a_command_and_goes_on_with_its_outcome()
    {
        var store = await Rig.StartAsync(Machines.Fulfilment);

        await Rig.DoAsync(store, """{"type":"create","targetName":"orders","body":{"id":"1","sku":"A-1"}}""");
        await ProcessRig.ReachesAsync(store, "fulfilment", "1", "awaiting");

        (await ProcessRig.DocumentAsync(store, "reservations", "1"))!["sku"].ShouldBe("A-1");
        var reserved = await ProcessRig.EventsAsync(store, "reservations", "1");
        reserved.ShouldHaveSingleItem().Actor.ShouldBe("process:fulfilment/1");

        await Rig.DoAsync(store, """{"type":"create","targetName":"payments","body":{"id":"p","order":"1"}}""");
        await ProcessRig.ReachesAsync(store, "fulfilment", "1", "shipped");

        (await ProcessRig.DocumentAsync(store, "orders", "1"))!["status"].ShouldBe("shipped");
        var view = await ProcessRig.ViewAsync(store, "fulfilment", "1");
        view.Timers.ShouldBeEmpty();
        view.Commands.ShouldBeEmpty();
        view.State.Body!["status"].ShouldBe("done");
        view.Events.Select(one => one.Draft.Name).ShouldBe(["started", "transitioned", "transitioned", "completed"]);
    }

    [Fact]
    public async Task A_timer_fires_once_when_its_time_has_come_and_what_was_done_is_undone()
    {
        var store = await Rig.StartAsync(Machines.Fulfilment);
        await Rig.DoAsync(store, """{"type":"create","targetName":"orders","body":{"id":"1","sku":"A-1"}}""");
        await ProcessRig.ReachesAsync(store, "fulfilment", "1", "awaiting");

        Rig.Clock.Shift(TimeSpan.FromMinutes(50));
        await PassAsync(store);
        ProcessRig.IsIn((await ProcessRig.FindAsync(store, "fulfilment", "1"))!, "awaiting").ShouldBeTrue();

        Rig.Clock.Shift(TimeSpan.FromMinutes(10));
        await Eventually.HoldsAsync(async () =>
            (await ProcessRig.FindAsync(store, "fulfilment", "1"))!["status"] == "failed");

        (await ProcessRig.DocumentAsync(store, "reservations", "1")).ShouldBeNull();
        (await ProcessRig.ViewAsync(store, "fulfilment", "1")).Timers.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_delays_a_timer_and_one_that_is_set_forward_fires_it()
    {
        var store = await Rig.StartAsync(Machines.Waiter);
        await Rig.DoAsync(store, Start("waiter", "1", """{"delay":600000}"""));

        Rig.Clock.Shift(-TimeSpan.FromHours(1));
        Rig.Clock.Shift(TimeSpan.FromMinutes(20));
        await PassAsync(store);
        (await ProcessRig.FindAsync(store, "waiter", "1"))!["context"]!.ShouldBe(
            JsonValue.Parse("""{"delay":600000,"fired":0}"""));

        Rig.Clock.Shift(TimeSpan.FromHours(1));
        await ProcessRig.ReachesAsync(store, "waiter", "1", "rung");
    }

    [Fact]
    public async Task A_state_that_was_left_takes_its_timer_with_it_and_one_that_is_entered_again_has_another()
    {
        var store = await Rig.StartAsync(Machines.Waiter);
        await Rig.DoAsync(store, Start("waiter", "1", """{"delay":600000}"""));
        await Rig.DoAsync(store, Event("waiter", "1", "skip"));
        (await ProcessRig.ViewAsync(store, "waiter", "1")).Timers.ShouldBeEmpty();

        Rig.Clock.Shift(TimeSpan.FromMinutes(5));
        await Rig.DoAsync(store, Event("waiter", "1", "again"));
        Rig.Clock.Shift(TimeSpan.FromMinutes(7));
        await PassAsync(store);
        ProcessRig.IsIn((await ProcessRig.FindAsync(store, "waiter", "1"))!, "waiting").ShouldBeTrue();

        Rig.Clock.Shift(TimeSpan.FromMinutes(4));
        await ProcessRig.ReachesAsync(store, "waiter", "1", "rung");
    }

    [Fact]
    public async Task A_command_that_is_refused_is_an_error_of_its_invocation()
    {
        var store = await Rig.StartAsync(Machines.Fulfilment);
        await Rig.DoAsync(store, """{"type":"create","targetName":"reservations","body":{"id":"1"}}""");

        await Rig.DoAsync(store, """{"type":"create","targetName":"orders","body":{"id":"1","sku":"A-1"}}""");
        await Eventually.HoldsAsync(async () =>
            (await ProcessRig.FindAsync(store, "fulfilment", "1"))?["status"] == "failed");

        // It was not this instance that has reserved: there is nothing to undo.
        (await ProcessRig.DocumentAsync(store, "reservations", "1")).ShouldNotBeNull();
        var issued = (JsonArray)(await ProcessRig.FindAsync(store, "fulfilment", "1"))!["issued"]!;
        ((JsonObject)((JsonObject)issued[0])["outcome"]!)["isSuccess"].ShouldBe(JsonValue.False);
    }

    [Fact]
    public async Task An_event_that_no_transition_takes_is_answered_so_and_changes_nothing()
    {
        var store = await Rig.StartAsync(Machines.Waiter);
        await Rig.DoAsync(store, Start("waiter", "1", """{"delay":600000}"""));

        var outcome = await Rig.DoAsync(store, Event("waiter", "1", "unheard-of"));
        outcome.Events.ShouldBeEmpty();
        outcome.Process.ShouldBe(JsonValue.Parse(
            """{"taken":false,"status":"active","states":["waiting"],"accepts":["skip"]}"""));
    }

    [Fact]
    public async Task An_instance_that_is_over_takes_nothing_more()
    {
        var store = await Rig.StartAsync(Machines.Waiter);
        await Rig.DoAsync(store, Start("waiter", "1", """{"delay":600000}"""));
        await Rig.DoAsync(store, Event("waiter", "1", "skip"));
        await Rig.DoAsync(store, Event("waiter", "1", "end"));

        var outcome = await Rig.DoAsync(store, Event("waiter", "1", "again"));
        outcome.Process.ShouldBe(JsonValue.Parse(
            """{"taken":false,"status":"done","states":["ended"],"accepts":[]}"""));
    }

    [Fact]
    public async Task An_event_finds_the_instances_that_have_its_key_and_no_others()
    {
        var store = await Rig.StartAsync(Machines.Watcher);
        foreach (var (id, topic) in ((string, string)[])[("1", "7"), ("2", "7.0"), ("3", "8"), ("4", "\"7\"")])
            await Rig.DoAsync(store, Start("watcher", id, $$"""{"topic":{{topic}}}"""));

        await Rig.DoAsync(store, """{"type":"create","targetName":"signals","body":{"topic":7}}""");
        await Rig.DoAsync(store, """{"type":"create","targetName":"signals","body":{"topic":8,"last":true}}""");
        await ProcessRig.ReachesAsync(store, "watcher", "3", "ended");

        foreach (var (id, seen) in ((string, int)[])[("1", 1), ("2", 1), ("4", 0)])
            ((JsonObject)(await ProcessRig.FindAsync(store, "watcher", id))!["context"]!)["seen"].ShouldBe(seen);
    }

    [Fact]
    public async Task An_instance_that_is_over_is_found_by_no_key()
    {
        var store = await Rig.StartAsync(Machines.Watcher);
        await Rig.DoAsync(store, Start("watcher", "1", """{"topic":"a"}"""));
        await Rig.DoAsync(store, """{"type":"create","targetName":"signals","body":{"topic":"a","last":true}}""");
        await ProcessRig.ReachesAsync(store, "watcher", "1", "ended");

        (await ProcessRig.FindAsync(store, "watcher", "1"))!["keys"].ShouldBeNull();
    }

    [Fact]
    public async Task A_process_that_sends_to_itself_goes_on_until_the_chain_is_cut()
    {
        var store = await Rig.StartAsync(Machines.Echo);
        await Rig.DoAsync(store, Start("echo", "1", "{}"));
        await Rig.DoAsync(store, Event("echo", "1", "shout"));

        await Eventually.HoldsAsync(async () =>
            (await ProcessRig.FindAsync(store, "echo", "1"))!["issued"] is JsonArray issued
            && ((JsonObject)issued[issued.Count - 1])["outcome"] is JsonObject outcome
            && outcome["isSuccess"] == JsonValue.False);
        ((JsonObject)(await ProcessRig.FindAsync(store, "echo", "1"))!["context"]!)["count"]!.ToString()
            .ShouldBe("65");
        (await ProcessRig.ViewAsync(store, "echo", "1")).Commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_guard_that_throws_and_a_loop_without_end_are_refused_and_change_nothing()
    {
        var store = await Rig.StartAsync(Machines.Faulty);
        await Rig.DoAsync(store, Start("faulty", "1", "{}"));

        foreach (var name in (string[])["throw", "spin"])
        {
            var refused = (Outcome.Failure)await Rig.SendAsync(store, Event("faulty", "1", name));
            refused.Problem.Code.ShouldBe(ProblemCode.ProcessFailed);
            refused.Problem.Detail.ShouldStartWith("processes/faulty.json");
        }

        (await ProcessRig.EventsAsync(store, "process.faulty", "1")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_server_can_t_deliver_is_noted_at_the_instance_until_it_goes_on()
    {
        var store = await Rig.StartAsync(Machines.Faulty);
        await Rig.DoAsync(store, """{"type":"create","targetName":"triggers","body":{"id":"1"}}""");
        await ProcessRig.ReachesAsync(store, "faulty", "1", "idle");

        await Rig.DoAsync(store, """{"type":"patch","targetName":"triggers","targetId":"1","body":{"n":1}}""");
        await Eventually.HoldsAsync(async () => (await ProcessRig.FindAsync(store, "faulty", "1"))!["stuck"] is not null);

        Rig.Clock.Shift(TimeSpan.FromHours(2));
        await Eventually.HoldsAsync(async () => (await ProcessRig.ViewAsync(store, "faulty", "1")).Timers.IsEmpty);

        await Rig.DoAsync(store, Event("faulty", "1", "fine"));
        (await ProcessRig.FindAsync(store, "faulty", "1"))!["stuck"].ShouldBeNull();
    }

    [Fact]
    public async Task A_cancelled_instance_undoes_what_it_did()
    {
        var store = await Rig.StartAsync(Machines.Fulfilment);
        await Rig.DoAsync(store, """{"type":"create","targetName":"orders","body":{"id":"1","sku":"A-1"}}""");
        await ProcessRig.ReachesAsync(store, "fulfilment", "1", "awaiting");

        var outcome = await Rig.CancelAsync(store, "fulfilment", "1");
        outcome.Process!["status"].ShouldBe("compensating");
        await Eventually.HoldsAsync(async () =>
            (await ProcessRig.FindAsync(store, "fulfilment", "1"))!["status"] == "cancelled");

        (await ProcessRig.DocumentAsync(store, "reservations", "1")).ShouldBeNull();
        (await Rig.CancelAsync(store, "fulfilment", "1")).Process!["taken"].ShouldBe(JsonValue.False);
    }

    [Fact]
    public async Task An_instance_stays_on_the_definition_that_it_began_with()
    {
        var store = await Rig.StartAsync(Machines.Waiter);
        await Rig.DoAsync(store, Start("waiter", "old", """{"delay":600000}"""));

        var (path, text) = Machines.Waiter;
        var written = Rig.Source.Write((path, text.Replace("skip", "jump", StringComparison.Ordinal)));
        await Eventually.HoldsAsync(() => store.Bundle.Bundle?.Digest == written.Digest);
        await Rig.DoAsync(store, Start("waiter", "new", """{"delay":600000}"""));

        (await Rig.DoAsync(store, Event("waiter", "new", "skip"))).Process!["taken"].ShouldBe(JsonValue.False);
        (await Rig.DoAsync(store, Event("waiter", "old", "skip"))).Process!["taken"].ShouldBe(JsonValue.True);
        (await Rig.DoAsync(store, Event("waiter", "new", "jump"))).Process!["taken"].ShouldBe(JsonValue.True);
    }

    [Fact]
    public async Task A_process_that_the_bundle_has_no_more_goes_on_to_its_end()
    {
        var store = await Rig.StartAsync(Machines.Waiter);
        await Rig.DoAsync(store, Start("waiter", "1", """{"delay":600000}"""));
        var written = Rig.Source.Write(Machines.Watcher);
        await Eventually.HoldsAsync(() => store.Bundle.Bundle?.Digest == written.Digest);

        Rig.Clock.Shift(TimeSpan.FromHours(1));
        await ProcessRig.ReachesAsync(store, "waiter", "1", "rung");
        ((Outcome.Failure)await Rig.SendAsync(store, Start("waiter", "2", "{}"))).Problem.Code
            .ShouldBe(ProblemCode.UnknownProcess);
    }

    [Fact]
    public async Task Events_that_were_written_while_nobody_ran_processes_are_taken_afterwards()
    {
        Rig.Source.Write(Machines.Fulfilment);
        var store = await Rig.OpenAsync(Rig.Source);
        await Rig.DoAsync(store, """{"type":"create","targetName":"orders","body":{"id":"1","sku":"A-1"}}""");
        await Rig.CloseAsync(store);

        // A server that has no process, and no bundle at all: the event names the bundle that means something to it.
        var plain = await Rig.OpenAsync(source: null);
        plain.StartProcesses();
        await ProcessRig.ReachesAsync(plain, "fulfilment", "1", "awaiting");
    }

    [Fact]
    public async Task Events_of_a_server_without_the_process_start_nothing()
    {
        var plain = await Rig.OpenAsync(source: null);
        await Rig.DoAsync(plain, """{"type":"create","targetName":"orders","body":{"id":"1","sku":"A-1"}}""");
        await Rig.CloseAsync(plain);

        var store = await Rig.StartAsync(Machines.Fulfilment);
        await PassAsync(store);
        (await ProcessRig.FindAsync(store, "fulfilment", "1")).ShouldBeNull();
    }

    [Fact]
    public async Task After_a_restore_instances_go_on()
    {
        var store = await Rig.StartAsync(Machines.Fulfilment);
        await Rig.DoAsync(store, """{"type":"create","targetName":"orders","body":{"id":"1","sku":"A-1"}}""");
        await ProcessRig.ReachesAsync(store, "fulfilment", "1", "awaiting");

        await store.Maintenance.RenewEpochAsync(ProcessRig.Cancellation);
        await Rig.DoAsync(store, """{"type":"create","targetName":"payments","body":{"id":"p","order":"1"}}""");
        await ProcessRig.ReachesAsync(store, "fulfilment", "1", "shipped");
    }

    [Fact]
    public async Task A_timer_of_an_instance_that_was_deleted_ends_and_disturbs_nobody()
    {
        var store = await Rig.StartAsync(Machines.Waiter);
        foreach (var id in (string[])["1", "2"])
            await Rig.DoAsync(store, Start("waiter", id, """{"delay":600000}"""));

        await Rig.DeleteAsync(store, ProcessRig.KeyOf("process.waiter", "1"));
        Rig.Clock.Shift(TimeSpan.FromHours(1));
        await ProcessRig.ReachesAsync(store, "waiter", "2", "rung");

        await Eventually.HoldsAsync(async () => await ProcessRig.CountTimersAsync(store, ProcessRig.KeyOf("process.waiter", "1")) == 0);
    }

    [Fact]
    public async Task Rules_for_all_types_judge_transitions_and_those_of_types_do_not()
    {
        var rules = ("rules/_all.nools",
            """
            rule "nobody skips" {
                when { c : Command c.body.event == 'skip'; a : Aggregate a.process == 'waiter'; }
                then { reject('no-skipping', 'It must wait.'); }
            }
            """);
        var store = await Rig.StartAsync(Machines.Waiter, rules);
        await Rig.DoAsync(store, Start("waiter", "1", """{"delay":600000}"""));

        var refused = (Outcome.Failure)await Rig.SendAsync(store, Event("waiter", "1", "skip"));
        refused.Problem.Code.ShouldBe(ProblemCode.Rejected);
    }

    [Fact]
    public async Task A_tenant_with_very_many_due_timers_delays_another_by_no_more_than_turns()
    {
        var store = await Rig.StartAsync(Machines.Waiter);
        await Rig.DoAsync(store, Start("waiter", "1", """{"delay":600000}"""), "single");
        await SetTimersAsync(store, "crowd", batches: 30);
        const int many = 30 * 1_024;

        Rig.Clock.Shift(TimeSpan.FromHours(1));
        await ProcessRig.ReachesAsync(store, "waiter", "1", "rung", "single");

        (await CountDueAsync(store, "crowd", many)).ShouldBeGreaterThan(many * 9 / 10);
    }

    [Fact]
    public async Task Many_timers_of_one_tenant_fire_once_each()
    {
        var store = await Rig.StartAsync(Machines.Waiter);
        const int many = 300;
        for (var at = 0; at < many; at++)
            await Rig.DoAsync(store, Start("waiter", $"{at}", """{"delay":600000}"""), "crowd");

        Rig.Clock.Shift(TimeSpan.FromHours(1));

        await Eventually.HoldsAsync(async () => await CountRungAsync(store, many) == many);
        foreach (var id in (string[])["0", "299"])
            (await ProcessRig.EventsAsync(store, "process.waiter", id, "crowd")).Count.ShouldBe(2);
    }

    private protected static string Start(string process, string id, string input) =>
        $$"""
        {"type":"orchestration","body":{"start":{{input}} },"targetName":"{{process}}","targetId":"{{id}}"}
        """;

    private protected static string Event(string process, string id, string name) =>
        $$"""
        {"type":"orchestration","body":{"event":"{{name}}"},"targetName":"{{process}}","targetId":"{{id}}"}
        """;

    /// <summary>Lets everything happen that is due: a process is started, and has waited for nothing.</summary>
    private protected async Task PassAsync(DocumentStore store)
    {
        var id = $"{Guid.NewGuid()}";
        await Rig.DoAsync(store, Start("passer", id, "{}"), "pass");
        await ProcessRig.ReachesAsync(store, "passer", id, "over", "pass");
    }

    // Nobody has the instances: their timers are as much work, and end all the same.
    async Task SetTimersAsync(DocumentStore store, string tenant, int batches)
    {
        var due = Rig.Clock.GetUtcNow() + TimeSpan.FromMinutes(10);
        for (var batch = 0; batch < batches; batch++)
        {
            var entries = Enumerable.Range(batch * 16, 16).Select(entry => Entries.Check(
                ProcessRig.KeyOf("nobody", $"{entry}", tenant), 0) with
            {
                Effects =
                [
                    .. Enumerable.Range(0, JournalLimits.MaxEffectsPerEntry).Select(number => new TimerEffect.Set(
                        "waiter", AggregateId.Trusted($"{entry}-{number}"), "after.asked", 1, due)),
                ],
            });
            await store.Journal.AppendAsync(Tenant.Trusted(tenant), [.. entries], AppendFence.None, ProcessRig.Cancellation);
        }
    }

    async Task<int> CountDueAsync(DocumentStore store, string tenant, int limit) =>
        (await store.Journal.Processes.FindDueTimersAsync(
            Tenant.Trusted(tenant), Rig.Clock.GetUtcNow(), limit, ProcessRig.Cancellation)).Length;

    static async Task<int> CountRungAsync(DocumentStore store, int many)
    {
        var rung = 0;
        for (var at = 0; at < many; at++)
            rung += ProcessRig.IsIn((await ProcessRig.FindAsync(store, "waiter", $"{at}", "crowd"))!, "rung") ? 1 : 0;

        return rung;
    }
}
