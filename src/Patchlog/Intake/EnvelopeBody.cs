using Patchlog.Json;

namespace Patchlog.Intake;

/// <summary>What the body of an envelope must be, which depends on the type of the command.</summary>
static class EnvelopeBody
{
    /// <summary>Holds a body to the rules of a type.</summary>
    /// <param name="body">The member; null where it is absent.</param>
    /// <param name="type">The type; null where that is a fault of its own.</param>
    /// <param name="limits">The bounds of a JSON Patch.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="patch">The operations, where the body is a JSON Patch; null elsewhere.</param>
    public static void Read(
        JsonValue? body, CommandType? type, PatchLimits limits, EnvelopeFaults faults, out JsonPatch? patch)
    {
        patch = null;
        switch (type)
        {
            case CommandType.Create:
                Require(body is JsonObject, "The body of a create command is the aggregate, a JSON object.");
                if (body is JsonObject aggregate)
                    ReadId(aggregate, faults);
                break;

            case CommandType.Patch:
                Require(body is JsonArray or JsonObject,
                    "The body of a patch command is a JSON Patch (an array) or a merge patch (an object).");
                if (body is JsonArray && !JsonPatch.TryRead(body, limits, out patch, out var fault))
                    faults.Add("/body" + fault.Pointer, fault.Code, fault.Detail);
                break;

            case CommandType.Delete:
                if (body is not null)
                    faults.Add("/body", "unknown-member", "A delete command has no body.");
                break;

            case CommandType.Logic:
                Require(body is null or JsonArray or JsonObject,
                    "The arguments of a command are an object or an array.");
                break;

            case CommandType.Orchestration:
                Require(body is JsonObject message && IsProcessMessage(message),
                    "The body of an orchestration command is {\"start\": input} or {\"event\": name, \"data\": …}; "
                    + "a name has no dot.");
                break;

            case CommandType.Put or null:
                // The type is a fault of its own.
                break;
        }

        void Require(bool holds, string rule)
        {
            if (!holds)
                faults.Add("/body", body is null ? "required" : "type", rule);
        }
    }

    static void ReadId(JsonObject aggregate, EnvelopeFaults faults)
    {
        if (aggregate["id"] is not { } id)
            return;

        if (id is not JsonString { Value: var text })
            faults.Add("/body/id", "type", "The id of an aggregate is a string.");
        else if (!NameGrammar.IsId(text))
            faults.Add("/body/id", "pattern",
                "The id of an aggregate must be 1–128 characters of A-Z a-z 0-9 - . _ ~, and not \".\" or \"..\".");
        else if (AggregateId.IsReserved(text))
            faults.Add("/body/id", "reserved", $"The id \"{text}\" is reserved.");
    }

    static bool IsProcessMessage(JsonObject message)
    {
        if (message["start"] is not null)
            return message.Count == 1;

        return message["event"] is JsonString { Value: var name } && IsEventName(name)
            && message.Count == (message["data"] is null ? 1 : 2);
    }

    // One with a dot would be an event of a document.
    static bool IsEventName(string name) =>
        name.Length > 0 && !name.Contains('.', StringComparison.Ordinal)
        && name.EnumerateRunes().Count() <= EnvelopeLimits.MaxEventName;
}
