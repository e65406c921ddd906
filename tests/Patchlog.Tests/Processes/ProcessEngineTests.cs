using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Processes;

/// <summary>Processes on SQLite.</summary>
public sealed class SqliteProcessEngineTests(SqliteBackend backend) : ProcessEngineContract(backend);

/// <summary>Processes on PostgreSQL, where several servers may run them.</summary>
public sealed class PostgresProcessEngineTests(PostgresBackend backend) : ProcessEngineContract(backend)
{
    [Fact]
    public async Task Two_servers_fire_a_timer_once_and_send_a_command_once()
    {
        var first = await Rig.StartAsync(Machines.Waiter, Machines.Fulfilment);
        var second = await Rig.OpenAsync(source: null);
        second.StartProcesses();
        const int many = 50;
        for (var at = 0; at < many; at++)
        {
            await Rig.DoAsync(first, Start("waiter", $"{at}", """{"delay":600000}"""));
            await Rig.DoAsync(
                first, $$"""{"type":"create","body":{"id":"{{at}}","sku":"A-1"},"targetName":"orders"}""");
        }

        Rig.Clock.Shift(TimeSpan.FromMinutes(30));
        for (var at = 0; at < many; at++)
        {
            await ProcessRig.ReachesAsync(second, "waiter", $"{at}", "rung");
            await ProcessRig.ReachesAsync(second, "fulfilment", $"{at}", "awaiting");
            (await ProcessRig.EventsAsync(second, "process.waiter", $"{at}")).Count.ShouldBe(2);
            (await ProcessRig.EventsAsync(second, "reservations", $"{at}")).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task What_a_server_had_is_taken_over_when_it_is_gone()
    {
        var first = await Rig.StartAsync(Machines.Waiter);
        await Rig.DoAsync(first, Start("waiter", "1", """{"delay":600000}"""));
        var second = await Rig.OpenAsync(source: null);
        await Rig.CloseAsync(first);

        second.StartProcesses();
        Rig.Clock.Shift(TimeSpan.FromMinutes(30));
        await ProcessRig.ReachesAsync(second, "waiter", "1", "rung");
    }

    [Fact]
    public async Task A_server_whose_clock_is_ahead_fires_by_its_own_clock()
    {
        var late = await Rig.StartAsync(Machines.Waiter);
        await Rig.DoAsync(late, Start("waiter", "1", """{"delay":600000}"""));
        var clock = new ShiftedClock();
        clock.Shift(TimeSpan.FromHours(1));

        var early = await Rig.OpenAsync(source: null, clock);
        early.StartProcesses();
        await ProcessRig.ReachesAsync(early, "waiter", "1", "rung");
    }
}
