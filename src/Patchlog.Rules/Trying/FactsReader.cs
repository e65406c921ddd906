using System.Collections.Frozen;
using System.Globalization;
using Patchlog.Json;
using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Trying;

/// <summary>Reads the members of a file of facts, and says where it is something else.</summary>
/// <param name="name">What faults call the file.</param>
/// <param name="text">Its text, which is JSON.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed class FactsReader(string name, ReadOnlyMemory<byte> text, FaultList faults)
{
    static readonly FrozenDictionary<string, ConflictStrategy> Strategies = new Dictionary<string, ConflictStrategy>
    {
        ["salience"] = ConflictStrategy.Salience,
        ["activationRecency"] = ConflictStrategy.ActivationRecency,
        ["factRecency"] = ConflictStrategy.FactRecency,
        ["bucketCounter"] = ConflictStrategy.BucketCounter,
    }.ToFrozenDictionary();

    /// <summary>The facts; null if something is wrong.</summary>
    public FactsFile? Read(JsonValue document)
    {
        if (document is not JsonObject members)
        {
            Refuse(JsonPointer.Root, "A file of facts is an object with the member facts.");
            return null;
        }

        RefuseOthers(
            members, JsonPointer.Root, "facts", "during", "mode", "limit", "conflictResolution", "now");
        if (members["facts"] is null)
            Refuse(JsonPointer.Root, "facts is missing: an array of facts, each with type and data.");

        var file = new FactsFile(name, text)
        {
            Facts = ReadFacts(members, "facts"),
            During = ReadFacts(members, "during"),
            Limit = ReadLimit(members["limit"]),
            ConflictResolution = ReadConflictResolution(members["conflictResolution"]),
            Now = ReadNow(members["now"]),
        };
        CheckMode(members["mode"], file.During.Count > 0);

        return faults.Count == 0 ? file : null;
    }

    List<GivenFact> ReadFacts(JsonObject members, string member)
    {
        var place = JsonPointer.Root.Append(member);
        var facts = new List<GivenFact>();
        if (members[member] is not JsonArray items)
        {
            if (members[member] is not null)
                Refuse(place, $"{member} must be an array of facts, each with type and data.");

            return facts;
        }

        for (var at = 0; at < items.Count && !faults.IsFull; at++)
        {
            if (ReadFact(items[at], place.Append(at)) is { } fact)
                facts.Add(fact);
        }

        return facts;
    }

    GivenFact? ReadFact(JsonValue item, JsonPointer place)
    {
        if (item is not JsonObject members)
        {
            Refuse(place, "A fact is an object with type and data.");
            return null;
        }

        RefuseOthers(members, place, "type", "data", "value");
        var type = members["type"] as JsonString;
        if (type is null)
            Refuse(members, place, "type", "type must be the name of a type, such as \"Order\".");

        var value = members["data"] ?? members["value"];
        if (value is null || (members["data"] is not null && members["value"] is not null))
            Refuse(place, "A fact has exactly one of data (of a type with members) and value (such as a number).");

        return type is null || value is null ? null : new(type.Value, value, place);
    }

    int ReadLimit(JsonValue? value)
    {
        if (value is null)
            return TryingLimits.DefaultFirings;

        var most = RuleLimits.Default.MaxFirings;
        if (value is JsonNumber number && number.ToDouble() is var limit
            && limit >= 1 && limit <= most && double.IsInteger(limit))
        {
            return (int)limit;
        }

        Refuse(
            JsonPointer.Root.Append("limit"),
            string.Create(CultureInfo.InvariantCulture, $"limit must be a whole number of firings, 1 to {most}."));
        return TryingLimits.DefaultFirings;
    }

    List<ConflictStrategy>? ReadConflictResolution(JsonValue? value)
    {
        if (value is null)
            return null;

        var strategies = new List<ConflictStrategy>();
        foreach (var item in (value as JsonArray ?? JsonArray.Empty).Items)
        {
            if (item is JsonString { Value: var known } && Strategies.TryGetValue(known, out var strategy))
                strategies.Add(strategy);
        }

        if ((value as JsonArray)?.Count != strategies.Count)
        {
            Refuse(
                JsonPointer.Root.Append("conflictResolution"),
                $"conflictResolution must be an array of {string.Join(", ", Strategies.Keys.Order())}.");
        }

        return strategies;
    }

    DateTimeOffset? ReadNow(JsonValue? value)
    {
        if (value is null)
            return null;

        if (value is JsonString { Value: var written } && DateTimeOffset.TryParse(
            written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.ToUniversalTime();
        }

        Refuse(JsonPointer.Root.Append("now"), "now must be a time, such as \"2026-01-31T09:30:00Z\".");
        return null;
    }

    // Facts during a match say already how it ends; the recordings of nools name the way, too.
    void CheckMode(JsonValue? value, bool hasLaterFacts)
    {
        if (value is null or JsonString { Value: "matchUntilHalt" })
            return;

        var place = JsonPointer.Root.Append("mode");
        if (value is not JsonString { Value: "match" })
            Refuse(place, "mode must be \"match\" or \"matchUntilHalt\".");
        else if (hasLaterFacts)
            Refuse(place, "mode must be \"matchUntilHalt\", because there are facts in during.");
    }

    void RefuseOthers(JsonObject members, JsonPointer place, params ReadOnlySpan<string> known)
    {
        foreach (var (member, _) in members)
        {
            if (faults.IsFull)
                return;

            if (!known.Contains(member))
            {
                Refuse(
                    place.Append(member),
                    $"There is no member \"{member}\" here: only {string.Join(", ", known.ToArray())}.");
            }
        }
    }

    /// <summary>Refuses a member where it is, or its absence where it should be.</summary>
    void Refuse(JsonObject members, JsonPointer place, string member, string message) =>
        Refuse(members[member] is null ? place : place.Append(member), message);

    // A place is looked up in the whole text, so that it is only for faults that are told.
    void Refuse(JsonPointer place, string message)
    {
        if (faults.IsFull)
            return;

        var (line, column) = JsonLocation.OfPointer(text.Span, place);
        faults.Add(new(RuleFaultCodes.Unreadable, message, name, line, column));
    }
}
