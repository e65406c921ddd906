using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Publishing;

/// <summary>The JSON document as which a durable subscription is stored.</summary>
static class DurableSubscriptionJson
{
    /// <summary>Writes the document.</summary>
    public static byte[] Write(DurableSubscriptionState state)
    {
        using var writer = new JsonWriter();
        writer.BeginObject();

        if (state.Filter.TargetName is { } name)
            writer.Member("targetName", name.Value);

        if (state.Filter.TargetId is { } id)
            writer.Member("targetId", id.Value);

        writer.Name("acknowledged").BeginArray();
        foreach (var position in state.Acknowledged)
            writer.Number(position.Number);

        writer.End().Name("owners").BeginArray();
        foreach (var owner in state.Owners)
            if (owner is null)
                writer.Null();
            else
                writer.String(owner);

        writer.End().Name("workers").BeginObject();
        foreach (var (worker, leaseEnd) in state.Workers)
            writer.Member(worker, Timestamps.Write(leaseEnd));

        return writer.End().End().Written.ToArray();
    }

    /// <summary>Reads a document; false if it is not one that <see cref="Write"/> wrote.</summary>
    public static bool TryRead(byte[] document, [NotNullWhen(true)] out DurableSubscriptionState? state)
    {
        state = null;
        if (!JsonValue.TryParse(document, StoredLimits.Json, out var value, out _) || value is not JsonObject json
            || json["acknowledged"] is not JsonArray { Count: Partition.ShardCount } acknowledged
            || json["owners"] is not JsonArray { Count: Partition.ShardCount } owners
            || json["workers"] is not JsonObject workers)
            return false;

        var leases = ImmutableSortedDictionary.CreateBuilder<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (worker, leaseEnd) in workers)
            if (Timestamps.TryRead(TextOf(leaseEnd) ?? "", out var time))
                leases.Add(worker, time);

        state = new()
        {
            Filter = new(
                json.TextOf("targetName") is { } name ? TargetName.Trusted(name) : null,
                json.TextOf("targetId") is { } id ? AggregateId.Trusted(id) : null),
            Acknowledged = [.. acknowledged.Items.ToArray().Select(PositionOf)],
            Owners = [.. owners.Items.ToArray().Select(TextOf)],
            Workers = leases.ToImmutable(),
        };

        return true;
    }

    /// <summary>Reads a document that must be one.</summary>
    /// <exception cref="InvalidDataException">It is not one that <see cref="Write"/> wrote.</exception>
    public static DurableSubscriptionState Read(byte[] document) => TryRead(document, out var state)
        ? state
        : throw new InvalidDataException(
            "The stored document of a durable subscription is damaged: \"patchlog subscription list\" names the "
            + "subscription, and \"patchlog subscription drop\" deletes it.");

    static string? TextOf(JsonValue? value) => (value as JsonString)?.Value;

    static Position PositionOf(JsonValue value) =>
        value is JsonNumber number && number.TryGetInt64(out var position) ? new(position) : Position.Start;
}
