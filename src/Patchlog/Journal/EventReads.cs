using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>What a decision rested on, as its events keep it.</summary>
static class EventReads
{
    /// <summary>For each condition an object with <c>targetName</c>, <c>targetId</c> and <c>version</c>.</summary>
    public static JsonArray Of(ImmutableArray<Condition> conditions) => JsonArray.Of(
    [
        .. conditions.Select(condition => (JsonValue)JsonObject.Of(
            new("targetName", condition.Key.TargetName.Value), new("targetId", condition.Key.TargetId.Value),
            new("version", condition.Version.Number))),
    ]);
}
