using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>The first outcome of a command, as the journal keeps it.</summary>
/// <param name="Digest">The digest of the content that the command had.</param>
/// <param name="Target">The aggregate that the command was about.</param>
/// <param name="Version">The aggregate's version after the command.</param>
/// <param name="Time">When the command took effect.</param>
/// <param name="Events">The command's events in order; empty if it changed nothing.</param>
sealed record StoredOutcome(
    Digest Digest, AggregateKey Target, Version Version, DateTimeOffset Time, ImmutableArray<Event> Events);
