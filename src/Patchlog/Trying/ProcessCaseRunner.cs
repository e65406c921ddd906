using System.Globalization;
using Patchlog.Bundles;
using Patchlog.Deciding;
using Patchlog.Deciding.Transitions;
using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts;

namespace Patchlog.Trying;

/// <summary>
/// Tries a case of a process: time passes as the case says, timers fire in their order, and the commands that the
/// instance issues go nowhere; steps answer them. One per case; not thread-safe.
/// </summary>
/// <param name="bundle">Has the definition.</param>
/// <param name="decider">Decides.</param>
/// <param name="limits">What a patch may do.</param>
sealed class ProcessCaseRunner(Bundle bundle, Decider decider, PatchLimits limits)
{
    const string Unnamed = "instance";

    static readonly Tenant Tenant = Tenant.Trusted("default");
    static readonly ScriptPool Engines = new(TransitionLimits.Script);

    TriedInstance? _instance;
    DateTimeOffset _now;
    long _position;

    /// <summary>Tries it.</summary>
    public CaseResult Run(TestCase test, ProcessCase tried)
    {
        var comparison = new Comparison();
        if (bundle.FindProcess(tried.Process) is not { } process)
        {
            comparison.Add("/process", $"There is no process \"{tried.Process}\" in the bundle.");
            return new(test, [.. comparison.Found]);
        }

        _now = test.Now;
        if (tried.Instance is { } id)
            Instance(process, id);

        for (var at = 0; at < tried.Given.Length; at++)
        {
            var place = JsonPointer.Root.Append("given").Append(at);
            var report = Take(process, tried.Given[at]);
            if (report.Fault is not null || report.Problem is not null)
                comparison.Add(place.ToString(), report.Fault ?? Describe(report.Problem));
        }

        for (var at = 0; at < tried.Steps.Length && comparison.Found.Count == 0; at++)
        {
            var place = JsonPointer.Root.Append("steps").Append(at);
            var report = Take(process, tried.Steps[at]);
            new StepComparison(comparison, place, report, _instance).Compare(tried.Steps[at]);
        }

        return new(test, [.. comparison.Found]);
    }

    StepReport Take(ProcessDefinition process, JsonObject step)
    {
        var report = new StepReport();
        if (step["wait"] is { } wait)
            Wait(wait, report);
        else if (step["answer"] is JsonObject answer)
            Answer(answer, report);
        else if (step["journaled"] is JsonObject journaled)
            TakeJournaled(process, EventOf(journaled), report);
        else if (step["cancel"] is not null)
            Instance(process, Unnamed).TakeCancellation(_now, report);
        else
            Instance(process, Unnamed).TakeSent(BodyOf(step), _now, report);

        return report;
    }

    static JsonObject BodyOf(JsonObject step)
    {
        if (step["start"] is { } input)
            return JsonObject.Of(new JsonMember("start", input));

        var body = JsonObject.Of(new JsonMember("event", step["event"] ?? ""));
        return step["data"] is { } data ? body.With("data", data) : body;
    }

    TriedInstance Instance(ProcessDefinition process, string id) =>
        _instance ??= new(
            bundle, decider, limits, new(Tenant, process.TargetName, AggregateId.Trusted(id)));

    void Wait(JsonValue wait, StepReport report)
    {
        if (!ProcessCaseReader.TryReadWait(wait, out var time))
            return;

        var until = _now + time;
        for (var fired = 0; fired < TryingLimits.MaxFirings; fired++)
        {
            if (_instance?.Timers is not [var timer, ..] || timer.DueAt > until)
            {
                _now = until;
                return;
            }

            _now = timer.DueAt > _now ? timer.DueAt : _now;
            _instance.TakeInternal(ProcessBodies.Timer(timer.Name, timer.Entry), _now, report);
        }

        report.Fault ??= $"More than {TryingLimits.MaxFirings} timers fire in this time.";
    }

    void Answer(JsonObject answer, StepReport report)
    {
        var number = answer["command"] is JsonNumber given && given.TryGetInt64(out var read) ? read : 0;
        if (_instance?.FindUnanswered(number) is not { } issued)
        {
            report.Fault ??= $"There is no command {number} that waits for an answer.";
            return;
        }

        var isSuccess = answer["isSuccess"] == JsonValue.True;
        var value = answer["value"] ?? (isSuccess
            ? JsonObject.Of(new("commandId", issued.Id.Value), new("version", 1))
            : JsonObject.Of(new("code", "rejected"), new("status", 422), new("detail", "It was refused.")));

        _instance.TakeInternal(ProcessBodies.Outcome(number, issued.Id, isSuccess, value), _now, report);
    }

    void TakeJournaled(ProcessDefinition process, JsonObject journaled, StepReport report)
    {
        var cause = new ChartEvent.External(ProcessInput.TypeOf(journaled), journaled);
        if (!EventMatch.IsPossible(process, cause.Type))
            return;

        EventMatch match;
        using (var engine = Engines.Rent(new(_now, (ulong)_position)))
            match = EventMatch.Find(process, cause, engine);

        if (match.Faults is [var fault, ..])
        {
            report.Fault = fault.ToString();
            return;
        }

        if (match.Start is var (id, input))
            Start(process, id, input, report);

        foreach (var key in match.Keys)
        {
            if (_instance is { } instance && IsFor(key, instance))
                instance.TakeInternal(ProcessBodies.Journaled(journaled), _now, report);
        }
    }

    void Start(ProcessDefinition process, string id, JsonValue input, StepReport report)
    {
        if (!AggregateId.TryParse(id, out _))
            report.Fault = $"The event would start an instance called \"{id}\", which can't be an id.";
        else if (Instance(process, id) is { } instance && instance.Key.TargetId.Value == id)
            instance.TakeInternal(ProcessBodies.Start(input, bundle.Digest ?? "", new(_position)), _now, report);
    }

    static bool IsFor(CorrelationKey key, TriedInstance instance) => key.Correlation is { } correlation
        ? instance.State.Body is { } document
            && InstanceDocument.KeysOf(document)[correlation] is JsonString { Value: var digest }
            && digest == Convert.ToHexStringLower(Digest.OfKey(key.Value))
        : key.Id == instance.Key.TargetId.Value;

    /// <summary>The event as a journal would have it.</summary>
    JsonObject EventOf(JsonObject journaled)
    {
        var position = ++_position;
        var type = journaled.TextOf("type")
            ?? (journaled["name"] is JsonString { Value: "created" } ? "create"
                : journaled["name"] is JsonString { Value: "deleted" } ? "delete" : "patch");
        var name = journaled.TextOf("name")
            ?? type switch { "create" => "created", "delete" => "deleted", _ => "patched" };
        var command = string.Create(CultureInfo.InvariantCulture, $"event-{position}");
        var body = journaled["body"];
        var id = journaled["targetId"] ?? (body as JsonObject)?["id"] ?? Unnamed;

        var whole = JsonObject.Of(
            new("position", position), new("id", $"{command}.1"), new("name", name), new("type", type),
            new("tenant", Tenant.Value), new("targetName", journaled["targetName"] ?? ""), new("targetId", id),
            new("version", journaled["version"] ?? (type == "create" ? 1 : 2)),
            new("time", ScriptedCommand.TextOf(_now)), new("commandId", command), new("correlationId", command));
        if (body is JsonObject document && type == "create" && document["id"] is null)
            body = JsonObject.Of([new("id", id), .. document.Members]);
        if (body is not null)
            whole = whole.With("body", body);

        return journaled["data"] is { } data ? whole.With("data", data) : whole;
    }

    static string Describe(Problem? problem) => $"It is rejected with {problem?.Code.Name}: {problem?.Detail}";
}
