using System.Globalization;
using Patchlog.Deciding.Transitions;
using Patchlog.Intake;
using Patchlog.Json;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Processes;

/// <summary>What goes wrong with processes, and what comes of it.</summary>
public abstract class ProcessFaultTests(Backend backend) : IAsyncDisposable
{
    static readonly (string Path, string Text) Stubborn = ("processes/stubborn.json",
        """
        {
          "id": "stubborn",
          "start": { "on": "tasks.created" },
          "initial": "trying",
          "states": {
            "trying": {
              "invoke": {
                "id": "try",
                "command": { "type": "delete", "targetName": "things", "targetId": "'none'" },
                "retry": { "max": 3, "backoff": 1, "factor": 1 },
                "onDone": "fine", "onError": "refused"
              }
            },
            "fine": { "type": "final" },
            "refused": { "type": "final" }
          }
        }
        """);

    // Does many things, one after another, and then fails.
    static readonly (string Path, string Text) Diligent = ("processes/diligent.json",
        """
        {
          "id": "diligent",
          "start": { "on": "tasks.created" },
          "initial": "doing",
          "context": { "done": 0 },
          "states": {
            "doing": {
              "invoke": {
                "id": "do",
                "command": { "type": "create", "targetName": "deeds", "targetId": "'d' + context.done", "body": {} },
                "compensate": { "type": "delete", "targetName": "deeds", "targetId": "event.output.targetId" },
                "onDone": [
                  { "guard": "context.done < 79", "target": "doing", "reenter": true, "actions": "count" },
                  { "target": "failed" }
                ],
                "onError": "failed"
              }
            },
            "failed": { "type": "final", "compensate": true }
          }
        }
        """);

    static readonly (string Path, string Text) DiligentModule = ("processes/diligent.js",
        "export const count = ({ context }) => ({ done: context.done + 1 });");

    // Can't take the outcome of what it does.
    static readonly (string Path, string Text) Clumsy = ("processes/clumsy.json",
        """
        {
          "id": "clumsy",
          "start": { "on": "tasks.created" },
          "initial": "doing",
          "states": {
            "doing": {
              "invoke": {
                "id": "do",
                "command": { "type": "create", "targetName": "deeds", "targetId": "self.id", "body": {} },
                "compensate": { "type": "delete", "targetName": "deeds", "targetId": "self.id" },
                "onDone": { "target": "over", "guard": "nobody.knows" }
              }
            },
            "over": { "type": "final" }
          }
        }
        """);

    // Is found by a number, and can't start for one of them.
    static readonly (string Path, string Text) Numbered = ("processes/numbered.json",
        """
        {
          "id": "numbered",
          "start": { "on": "tasks.created", "key": "event.body.number" },
          "correlate": [{ "on": "notes.created", "key": "event.body.about" }],
          "initial": "open",
          "context": { "notes": 0 },
          "entry": { "type": "assign", "assignment": { "half": "input.body.number === 13 ? nobody.knows : 1" } },
          "states": {
            "open": {
              "on": {
                "notes.*": { "actions": { "type": "assign", "assignment": { "notes": "context.notes + 1" } } }
              }
            }
          }
        }
        """);

    readonly ProcessRig _rig = new(backend);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_command_that_is_refused_each_time_is_tried_as_often_as_its_retry_says()
    {
        var store = await _rig.StartAsync(Stubborn);
        await DoAsync(store, "tasks", """{"id":"1"}""");

        await ProcessRig.ReachesAsync(store, "stubborn", "1", "refused");
        var issued = (JsonArray)(await ProcessRig.FindAsync(store, "stubborn", "1"))!["issued"]!;
        issued.Count.ShouldBe(4);
        (await ProcessRig.CountTimersAsync(store, ProcessRig.KeyOf("process.stubborn", "1"))).ShouldBe(0);
    }

    [Fact]
    public async Task More_deeds_than_a_chain_is_long_are_done_and_all_of_them_undone()
    {
        var store = await _rig.StartAsync(Diligent, DiligentModule);
        await DoAsync(store, "tasks", """{"id":"1"}""");

        await Eventually.HoldsAsync(async () =>
            (await ProcessRig.FindAsync(store, "diligent", "1"))?["status"] == "failed");

        (await ProcessRig.FindAsync(store, "diligent", "1"))!["failedCompensations"].ShouldBeNull();
        for (var deed = 0; deed < 80; deed++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"d{deed}");
            (await ProcessRig.EventsAsync(store, "deeds", id)).Select(one => one.Draft.Name)
                .ShouldBe(["created", "deleted"], id);
        }
    }

    [Fact]
    public async Task An_instance_that_could_not_take_an_outcome_can_be_cancelled_and_undoes_what_was_done()
    {
        var store = await _rig.StartAsync(Clumsy);
        await DoAsync(store, "tasks", """{"id":"1"}""");
        await Eventually.HoldsAsync(async () =>
            (await ProcessRig.FindAsync(store, "clumsy", "1"))?["stuck"] is not null);
        (await ProcessRig.DocumentAsync(store, "deeds", "1")).ShouldNotBeNull();

        await _rig.CancelAsync(store, "clumsy", "1");
        await Eventually.HoldsAsync(async () =>
            (await ProcessRig.FindAsync(store, "clumsy", "1"))!["status"] == "cancelled");
        (await ProcessRig.DocumentAsync(store, "deeds", "1")).ShouldBeNull();
    }

    [Fact]
    public async Task Instances_are_found_by_numbers_and_one_that_can_t_start_is_there_to_be_seen()
    {
        var store = await _rig.StartAsync(Numbered);
        await DoAsync(store, "tasks", """{"number":13}""");
        await DoAsync(store, "tasks", """{"number":42}""");
        await DoAsync(store, "notes", """{"about":42}""");
        await DoAsync(store, "notes", """{"about":13}""");

        await Eventually.HoldsAsync(async () =>
            (await ProcessRig.FindAsync(store, "numbered", "42"))?["context"] is JsonObject context
            && context["notes"] == JsonValue.Parse("1"));
        var unstarted = (await ProcessRig.FindAsync(store, "numbered", "13"))!;
        (unstarted["status"], unstarted["endedAt"] is null, unstarted["stuck"] is null)
            .ShouldBe((JsonString.From("failed"), false, false));
        (await FeedAsync(store, "numbered", "13", "hurry")).ShouldBe(JsonValue.False);
        (await ProcessRig.ViewAsync(store, "numbered", "13")).Accepts.ShouldBe([]);
    }

    [Fact]
    public async Task An_event_that_comes_again_is_not_taken_by_what_is_younger()
    {
        var store = await _rig.StartAsync(Numbered);
        await DoAsync(store, "tasks", """{"number":42}""");
        await Eventually.HoldsAsync(async () => await ProcessRig.FindAsync(store, "numbered", "42") is not null);
        var position = (await ProcessRig.FindAsync(store, "numbered", "42"))!["position"]!;
        ((JsonNumber)position).TryGetInt64(out var started).ShouldBeTrue();

        foreach (var (at, isTaken) in ((long, bool)[])[(started - 1, false), (started, false), (started + 1, true)])
        {
            var journaled = JsonObject.Of(
                new("position", at), new("targetName", "notes"), new("name", "created"));
            var command = ProcessBodies.CommandOf(
                ProcessRig.KeyOf("process.numbered", "42"), CommandId.Generate(_rig.Clock),
                ProcessBodies.Journaled(journaled), _rig.Clock.GetUtcNow());
            var outcome = await await store.SubmitAsync(command, ProcessRig.Cancellation);

            outcome.ShouldBeOfType<Outcome.Success>().Process!["taken"].ShouldBe(isTaken ? JsonValue.True : JsonValue.False);
        }
    }

    [Theory]
    [InlineData("notes.created", false)]
    [InlineData("a.b", false)]
    [InlineData(".", false)]
    [InlineData("notes", true)]
    public void A_client_can_t_send_what_only_the_journal_tells(string name, bool isRead)
    {
        var envelope = JsonObject.Of(
            new("type", "orchestration"), new("tenant", "t"), new("targetName", "numbered"), new("targetId", "42"),
            new("body", JsonObject.Empty.With("event", name)));

        Envelope.TryRead(envelope, PatchLimits.Default, _rig.Clock, out _, out var problem).ShouldBe(isRead);
        problem?.Errors.ShouldHaveSingleItem().Pointer.ShouldBe("/body");
    }

    [Fact]
    public async Task A_client_can_t_send_an_event_of_a_family()
    {
        var store = await _rig.StartAsync(Numbered);
        await DoAsync(store, "tasks", """{"number":42}""");
        await Eventually.HoldsAsync(async () => await ProcessRig.FindAsync(store, "numbered", "42") is not null);

        (await FeedAsync(store, "numbered", "42", "notes")).ShouldBe(JsonValue.False);
    }

    Task<Outcome.Success> DoAsync(DocumentStore store, string type, string body) =>
        _rig.DoAsync(store, $$"""{"type":"create","targetName":"{{type}}","body":{{body}} }""");

    async Task<JsonValue?> FeedAsync(DocumentStore store, string process, string id, string name) =>
        (await _rig.DoAsync(
            store,
            $$$"""
            {"type":"orchestration","body":{"event":"{{{name}}}"},"targetName":"{{{process}}}","targetId":"{{{id}}}"}
            """)).Process!["taken"];
}

public sealed class ProcessFaultTestsOnSqlite(SqliteBackend backend) : ProcessFaultTests(backend);

public sealed class ProcessFaultTestsOnPostgreSql(PostgresBackend backend) : ProcessFaultTests(backend);
