
namespace Patchlog;

/// <summary>What an event has beside its documents, as its JSON shows it.</summary>
readonly record struct EventHeader(
    long Position, string Name, string Type, string Tenant, string TargetName, string TargetId, long Version,
    DateTimeOffset Time, string CommandId, int Ordinal, string CorrelationId, string? CausationId, string? Actor,
    string? Bundle, DateTimeOffset ReceivedAt, int Depth);
