using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Xml;
using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>Reads the members of a case that are about a process.</summary>
/// <param name="faults">Takes what is wrong.</param>
sealed class ProcessCaseReader(CaseFaults faults)
{
    static readonly string[] Inputs = ["start", "event", "journaled", "wait", "answer", "cancel"];

    /// <summary>Reads them; worth something only if there was no fault.</summary>
    public ProcessCase Read(JsonObject members, JsonPointer place)
    {
        faults.RefuseOthers(members, place, "description", "process", "instance", "now", "given", "steps");
        if (members["process"] is not JsonString { Value: { Length: > 0 } process })
        {
            faults.Refuse(place.Append("process"), "process must be the name of a process.");
            process = "";
        }

        var instance = members.TextOf("instance");
        if (members["instance"] is not null && !AggregateId.TryParse(instance, out _))
            faults.Refuse(place.Append("instance"), "instance must be an id.");

        return new()
        {
            Process = process,
            Instance = instance,
            Given = ReadSteps(members, place, "given", hasThen: false),
            Steps = ReadSteps(members, place, "steps", hasThen: true),
        };
    }

    /// <summary>A time to wait: a duration of ISO 8601 without months and years, or a number of milliseconds.</summary>
    public static bool TryReadWait([NotNullWhen(true)] JsonValue? value, out TimeSpan wait)
    {
        wait = value switch
        {
            JsonNumber number when number.ToDouble() is >= 0 and var milliseconds
                && milliseconds <= TryingLimits.MaxWait.TotalMilliseconds => TimeSpan.FromMilliseconds(milliseconds),
            JsonString { Value: var text } => DurationOf(text),
            _ => TimeSpan.MinValue,
        };

        return wait >= TimeSpan.Zero && wait <= TryingLimits.MaxWait;
    }

    static TimeSpan DurationOf(string text)
    {
        if (text.Length is > 2 and < 8 && text[0] == 'P' && text[^1] == 'W'
            && int.TryParse(
                text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var weeks))
        {
            return TimeSpan.FromDays(7.0 * weeks);
        }

        try
        {
            var date = text.Split('T')[0];
            return date.Contains('Y', StringComparison.Ordinal) || date.Contains('M', StringComparison.Ordinal)
                ? TimeSpan.MinValue
                : XmlConvert.ToTimeSpan(text);
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            return TimeSpan.MinValue;
        }
    }

    ImmutableArray<JsonObject> ReadSteps(JsonObject members, JsonPointer place, string name, bool hasThen)
    {
        if (members[name] is null && !hasThen)
            return [];

        var here = place.Append(name);
        if (members[name] is not JsonArray { Count: <= TryingLimits.MaxGiven } items || (hasThen && items.Count == 0))
        {
            faults.Refuse(
                members, place, name,
                $"{name} must be an array of at most {TryingLimits.MaxGiven} inputs of the process.");
            return [];
        }

        var steps = ImmutableArray.CreateBuilder<JsonObject>(items.Count);
        for (var at = 0; at < items.Count; at++)
        {
            if (items[at] is JsonObject step && IsGood(step, here.Append(at), hasThen))
                steps.Add(step);
            else if (items[at] is not JsonObject)
                faults.Refuse(here.Append(at), $"A step is an object with one of {string.Join(", ", Inputs)}.");
        }

        return steps.ToImmutable();
    }

    bool IsGood(JsonObject step, JsonPointer place, bool hasThen)
    {
        var before = faults.Count;
        faults.RefuseOthers(step, place, hasThen ? [.. Inputs, "data", "then"] : [.. Inputs, "data"]);
        if (Inputs.Count(name => step[name] is not null) != 1)
            faults.Refuse(place, $"A step has exactly one of {string.Join(", ", Inputs)}.");

        if (step["data"] is not null && step["event"] is null)
            faults.Refuse(place.Append("data"), "data belongs to event: what a client sends with it.");

        if (step["event"] is not (null or JsonString))
            faults.Refuse(place.Append("event"), "event must be the name of an event that a client sends.");

        if (step["wait"] is { } wait && !TryReadWait(wait, out _))
            faults.Refuse(
                place.Append("wait"), "wait must be a duration such as PT15M or P14D, or a number of milliseconds.");

        if (step["cancel"] is { } cancel && cancel != JsonValue.True)
            faults.Refuse(place.Append("cancel"), "cancel must be true.");

        CheckJournaled(step, place.Append("journaled"));
        CheckAnswer(step, place.Append("answer"));
        if (hasThen)
            CheckThen(step, place);

        return faults.Count == before;
    }

    void CheckJournaled(JsonObject step, JsonPointer place)
    {
        if (step["journaled"] is null)
            return;

        if (step["journaled"] is not JsonObject { } journaled
            || journaled["targetName"] is not JsonString || journaled["targetId"] is not (null or JsonString)
            || journaled["name"] is not (null or JsonString))
        {
            faults.Refuse(place, "journaled must be an event: an object with targetName, and the name of the event.");
            return;
        }

        faults.RefuseOthers(journaled, place, "targetName", "targetId", "name", "type", "body", "data", "version");
        if (journaled["type"] is { } type
            && (type is not JsonString { Value: var name } || !EventTypes.TryParse(name, out _)))
        {
            faults.Refuse(place.Append("type"), "The type of an event is create, patch or delete.");
        }

        if (journaled["name"] is null && journaled["type"] is null)
            faults.Refuse(place, "The event has a name, such as created, or a type: create, patch or delete.");
    }

    void CheckAnswer(JsonObject step, JsonPointer place)
    {
        if (step["answer"] is null)
            return;

        if (step["answer"] is not JsonObject answer
            || answer["command"] is not JsonNumber number || !number.TryGetInt64(out _)
            || answer["isSuccess"] is not JsonBoolean)
        {
            faults.Refuse(
                place, "answer must be an object with command (its number, from 1) and isSuccess (true or false).");
            return;
        }

        faults.RefuseOthers(answer, place, "command", "isSuccess", "value");
    }

    void CheckThen(JsonObject step, JsonPointer place)
    {
        if (step["then"] is not JsonObject then)
        {
            faults.Refuse(step, place, "then", "then must be an object: what must come of the step.");
            return;
        }

        var here = place.Append("then");
        faults.RefuseOthers(
            then, here, "taken", "status", "states", "context", "commands", "timers", "events", "output", "rejected");
        foreach (var name in (ReadOnlySpan<string>)["states", "commands", "timers", "events"])
        {
            if (then[name] is not (null or JsonArray))
                faults.Refuse(here.Append(name), $"{name} must be an array.");
        }

        if (then["context"] is not (null or JsonObject))
            faults.Refuse(here.Append("context"), "context must be an object of the members that matter.");

        if (then["rejected"] is not (null or JsonObject))
            faults.Refuse(here.Append("rejected"), "rejected must be an object with the code of the problem.");
    }
}
