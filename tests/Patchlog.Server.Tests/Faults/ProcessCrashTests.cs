using System.Globalization;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>A server that is killed about every three seconds while a thousand timers come due and commands go out.</summary>
public abstract class ProcessCrashTests(Backend backend)
{
    const int Instances = 1_000;

    const string Machine =
        """
        {
          "id": "clock",
          "initial": "waiting",
          "context": { "seconds": 1, "rings": 0 },
          "delays": { "asked": "context.seconds * 1000" },
          "entry": { "type": "assign", "assignment": { "seconds": "input.seconds" } },
          "states": {
            "waiting": { "after": { "asked": { "target": "ringing", "actions":
              { "type": "assign", "assignment": { "rings": "context.rings + 1" } } } } },
            "ringing": {
              "invoke": {
                "id": "ring",
                "command": { "type": "create", "targetName": "rings", "targetId": "self.id", "body": {} },
                "onDone": "rung", "onError": "broken"
              }
            },
            "rung": { "type": "final" },
            "broken": { "type": "final" }
          }
        }
        """;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_timer_fires_once_never_early_and_each_command_is_sent_once()
    {
        var database = await backend.CreateDatabaseAsync();
        using var bundle = new ScratchFolder();
        Directory.CreateDirectory(bundle.File("processes"));
        await File.WriteAllTextAsync(bundle.File("processes/clock.json"), Machine, Cancellation);
        (string Name, string? Value)[] settings = [("ARTIFACTS_DIR", bundle.Path), ("LOG_LEVEL", "fatal")];

        await using (var first = await ServerProcess.StartAsync(database, settings))
        {
            await StartInstancesAsync(new Api(first.Address, "/v1/t"));
            await first.KillAsync();
        }

        // About thirty timers are due in each second: each server lives for three.
        for (var round = 1; round <= 10; round++)
        {
            await using var server = await ServerProcess.StartAsync(database, settings);
            await ReachesAsync(new Api(server.Address, "/v1/t"), round * (Instances / 11));
            await server.KillAsync();
        }

        await using var last = await ServerProcess.StartAsync(database, settings);
        var api = new Api(last.Address, "/v1/t");
        await ReachesAsync(api, Instances);

        await CheckInstancesAsync(api);
    }

    static Task ReachesAsync(Api api, long count)
    {
        var done = 0L;
        return Eventually.HoldsAsync(
            async () => (done = await CountAsync(api, "filter[status]=done")) >= count, () => done);
    }

    static async Task StartInstancesAsync(Api api)
    {
        for (var at = 0; at < Instances; at += 100)
        {
            var commands = Enumerable.Range(at, 100).Select(id => string.Create(
                CultureInfo.InvariantCulture,
                $$$"""
                {"type":"orchestration","tenant":"t","body":{"start":{"seconds":{{{1 + id % 30}}}}},"targetName":"clock",
                "targetId":"{{{id}}}"}
                """));
            (await api.Post("/commands", $"[{string.Join(',', commands)}]")).ShouldBe(200);
        }
    }

    static async Task CheckInstancesAsync(Api api)
    {
        (await CountAsync(api, "filter[context/rings]=1&filter[states][contains]=rung")).ShouldBe(Instances);

        var events = new List<JsonElement>();
        for (var path = "/events?type=process.clock&limit=1000"; path is not null;)
        {
            var page = (await api.Get(path)).ShouldBe(200);
            events.AddRange(page.Json.GetProperty("items").EnumerateArray());
            path = page.NextPage?["/v1/t".Length..];
        }

        foreach (var instance in events.GroupBy(one => one.GetProperty("targetId").GetString()))
        {
            instance.Select(one => one.GetProperty("name").GetString())
                .ShouldBe(["started", "transitioned", "completed"]);
            var times = instance.Select(one => one.GetProperty("receivedAt").GetDateTimeOffset()).ToArray();
            var seconds = 1 + int.Parse(instance.Key!, CultureInfo.InvariantCulture) % 30;
            (times[1] - times[0]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds));
        }

        (await CountAsync(api, "", "/rings")).ShouldBe(Instances);
    }

    static async Task<long> CountAsync(Api api, string filter, string path = "/processes/clock") =>
        (await api.Get($"{path}?limit=1&count=exact&{filter}")).ShouldBe(200).Json.GetProperty("count").GetInt64();
}

public sealed class ProcessCrashTestsOnSqlite(SqliteBackend backend) : ProcessCrashTests(backend);

public sealed class ProcessCrashTestsOnPostgreSql(PostgresBackend backend) : ProcessCrashTests(backend);
