using Patchlog.Json;
using Patchlog.Processes;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Processes;

/// <summary>Instances are moved to another definition.</summary>
public abstract class InstanceMigrationTests(Backend backend) : IAsyncLifetime
{
    static readonly (string Path, string Text) Renamed = (
        "processes/waiter.json",
        Machines.Waiter.Text.Replace("\"waiting\"", "\"pausing\"", StringComparison.Ordinal));

    static readonly JsonObject Mapping = JsonObject.Of(new JsonMember("waiting", "pausing"));

    readonly ProcessRig _rig = new(backend);

    DocumentStore? _store;

    DocumentStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _store = await _rig.StartAsync(Machines.Waiter);
        foreach (var id in (string[])["waits", "rung", "over"])
            await StartAsync(id);

        foreach (var (id, name) in ((string, string)[])[("rung", "skip"), ("over", "skip"), ("over", "end")])
            (await FeedAsync(id, name)).ShouldBe(JsonValue.True);

        var written = _rig.Source.Write(Renamed, Machines.Passer);
        await Eventually.HoldsAsync(() => Store.Bundle.Bundle?.Digest == written.Digest);
        await StartAsync("new");
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Instances_go_on_under_the_new_definition_and_are_moved_once()
    {
        var report = await MigrateAsync(Mapping);
        (report.Moved, report.Current, report.Refused.Length).ShouldBe((2, 1, 0));
        StatesOf((await ProcessRig.FindAsync(Store, "waiter", "waits"))!).ShouldBe("""["pausing"]""");
        var moved = (await ProcessRig.EventsAsync(Store, "process.waiter", "waits"))[^1];
        (moved.Draft.Name, moved.Actor).ShouldBe(("migrated", "operator"));

        report = await MigrateAsync(Mapping);
        (report.Moved, report.Current, report.Refused.Length).ShouldBe((0, 3, 0));

        // Its timer is the one that it had.
        _rig.Clock.Shift(TimeSpan.FromMinutes(11));
        await ProcessRig.ReachesAsync(Store, "waiter", "waits", "rung");
        (await FeedAsync("waits", "again")).ShouldBe(JsonValue.True);
        StatesOf((await ProcessRig.FindAsync(Store, "waiter", "waits"))!).ShouldBe("""["pausing"]""");
    }

    [Fact]
    public async Task A_trial_tells_the_same_and_moves_nothing()
    {
        var before = await ProcessRig.FindAsync(Store, "waiter", "waits");

        var report = await MigrateAsync(Mapping, isTrial: true);
        (report.Moved, report.Current, report.Refused.Length).ShouldBe((2, 1, 0));
        (await ProcessRig.FindAsync(Store, "waiter", "waits")).ShouldBe(before);

        report = await MigrateAsync(JsonObject.Empty, isTrial: true);
        (report.Moved, report.Current, report.Refused.Length).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task An_instance_whose_state_is_not_there_goes_on_as_it_is()
    {
        foreach (var mapping in (JsonObject[])[JsonObject.Empty, JsonObject.Empty.With("waiting", "nowhere")])
        {
            var refused = (await MigrateAsync(mapping)).Refused.ShouldHaveSingleItem();
            refused.Instance.Value.ShouldBe("waits");
            refused.Why.Code.ShouldBe(ProblemCode.ProcessFailed);
            refused.Why.Errors.ShouldHaveSingleItem().Detail.ShouldContain("say which one it is");
        }

        (await FeedAsync("waits", "skip")).ShouldBe(JsonValue.True);
    }

    [Fact]
    public async Task A_process_that_the_bundle_does_not_have_is_refused()
    {
        (await Store.InstanceMigration.MigrateAsync(
                Tenant.Trusted("t"), "nobody", Mapping, isTrial: false, ProcessRig.Cancellation))
            .TryGet(out _, out var problem).ShouldBeFalse();
        problem!.Code.ShouldBe(ProblemCode.UnknownProcess);
    }

    async Task<MigrationReport> MigrateAsync(JsonObject states, bool isTrial = false)
    {
        (await Store.InstanceMigration.MigrateAsync(
                Tenant.Trusted("t"), "waiter", states, isTrial, ProcessRig.Cancellation))
            .TryGet(out var report, out var problem).ShouldBeTrue(problem?.Detail);

        return report!;
    }

    Task<Outcome.Success> StartAsync(string id) => _rig.DoAsync(
        Store,
        $$$"""
        {"type":"orchestration","body":{"start":{"delay":600000}},"targetName":"waiter","targetId":"{{{id}}}"}
        """);

    async Task<JsonValue?> FeedAsync(string id, string name) => (await _rig.DoAsync(
        Store,
        $$$"""
        {"type":"orchestration","body":{"event":"{{{name}}}"},"targetName":"waiter","targetId":"{{{id}}}"}
        """)).Process!["taken"];

    static string? StatesOf(JsonObject document) => document["states"]?.ToString();
}

public sealed class InstanceMigrationTestsOnSqlite(SqliteBackend backend) : InstanceMigrationTests(backend);

public sealed class InstanceMigrationTestsOnPostgreSql(PostgresBackend backend) : InstanceMigrationTests(backend);
