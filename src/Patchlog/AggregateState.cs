using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// An aggregate as of one version: the fold of its events up to there. Immutable; safe to share between threads.
/// </summary>
/// <param name="Version">The count of events folded. <see cref="Version.None"/> only in <see cref="None"/>.</param>
/// <param name="Body">The document, or null if the last event deleted it (or there was never one).</param>
/// <param name="CreatedAt">When the first event was journaled; a revival does not change it.</param>
/// <param name="UpdatedAt">
/// When the last event was journaled; <see cref="DateTimeOffset.MaxValue"/> while it is not.
/// </param>
public sealed record AggregateState(
    Version Version, JsonObject? Body, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The state before the first event.</summary>
    public static readonly AggregateState None = new(Version.None, null, default, default);

    /// <summary>True if it exists and its last event was not a deletion.</summary>
    public bool IsAlive => Body is not null;

    /// <summary>True if it existed and its last event was a deletion.</summary>
    public bool IsDeleted => Body is null && Version != Version.None;

    /// <summary>
    /// When it was changed last, as HTTP tells it, which knows whole seconds: the end of the second of the last event,
    /// so that no event which comes when that second is over has the same time (RFC 9110 §8.8.2.2). Null if it never
    /// existed; <see cref="DateTimeOffset.MaxValue"/> while its last event is not in the journal yet.
    /// </summary>
    public DateTimeOffset? ModifiedAt =>
        Version == Version.None ? null
        : UpdatedAt == DateTimeOffset.MaxValue ? UpdatedAt
        : UpdatedAt.AddTicks(TimeSpan.TicksPerSecond - (UpdatedAt.Ticks % TimeSpan.TicksPerSecond));
}
