using System.Globalization;
using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>
/// The aggregates that a case begins with, folded from its events as a journal would. Events without a
/// <c>targetName</c> or <c>targetId</c> are those of the command's aggregate.
/// </summary>
/// <param name="test">The case.</param>
/// <param name="target">The command's aggregate.</param>
sealed class GivenStates(TestCase test, AggregateKey target)
{
    readonly Dictionary<AggregateKey, AggregateState> _states = [];

    /// <summary>Takes in all that is given; answers why it can't be so, or null.</summary>
    public CaseDifference? FindFault()
    {
        for (var at = 0; at < test.Given.Length; at++)
        {
            var detail = test.Given[at]["document"] is { } document
                ? TakeDocument(test.Given[at], document)
                : TakeEvent(test.Given[at], at);
            if (detail is not null)
                return new($"/given/{at}", detail, null, test.Given[at]);
        }

        return null;
    }

    /// <summary>The state of an aggregate.</summary>
    public AggregateState Find(AggregateKey key) => _states.GetValueOrDefault(key, AggregateState.None);

    string? TakeDocument(JsonObject given, JsonValue document)
    {
        if (document is not JsonObject body || body["id"] is not JsonString { Value: var id })
            return "A document is an object with its id.";

        if (!TryKey(given, id, out var key))
            return "targetName or id can't be one.";

        var version = 1L;
        if (given["version"] is { } wanted
            && (wanted is not JsonNumber number || !number.TryGetInt64(out version) || version < 1))
        {
            return "version must be an integer from 1.";
        }

        _states[key] = new(new(version), body, test.Now, test.Now);
        return null;
    }

    string? TakeEvent(JsonObject given, int at)
    {
        if (given["type"] is not JsonString { Value: var name } || !EventTypes.TryParse(name, out var type))
            return "The type of an event is create, patch or delete.";

        var body = given["body"];
        var id = (given["targetId"] ?? (body as JsonObject)?["id"] ?? target.TargetId.Value) as JsonString;
        if (!TryKey(given, id?.Value, out var key))
            return "targetName or targetId can't be one.";

        if (type == EventType.Create && body is JsonObject document && document["id"] is null)
            body = JsonObject.Of([new("id", key.TargetId.Value), .. document.Members]);

        var before = Find(key);
        var draft = new EventDraft(
            given.TextOf("name") ?? name, type, before.Version.Plus(1), body, given["data"]);
        var command = CommandId.Trusted(string.Create(CultureInfo.InvariantCulture, $"given-{at}"));
        try
        {
            _states[key] = Fold.Apply(
                before,
                new(draft, key, new(at + 1), test.Now, command, 1, Actor: null, Bundle: null, Context: null));
            return null;
        }
        catch (InvalidDataException failure)
        {
            return failure.Message;
        }
    }

    bool TryKey(JsonObject given, string? id, out AggregateKey key)
    {
        var name = given["targetName"] is { } written ? (written as JsonString)?.Value : target.TargetName.Value;
        var isKey = TargetName.TryParse(name, out var targetName) & AggregateId.TryParse(id, out var targetId);
        key = new(target.Tenant, targetName, targetId);

        return isKey;
    }
}
