using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// What an append does beside events and state, in the same transaction: a timer set or ended, a process key, a
/// follow-up command. Effects take place if their entry is admitted, and only then, in the order of the batch. A closed
/// family, one case for each table. Immutable.
/// </summary>
/// <remarks>
/// A new effect is four things: a case of this family, a table, what the database does with the effect's payload, and a
/// test. Neither journal changes: PostgreSQL calls the function <c>patchlog.apply_KIND</c> once for all payloads of
/// a batch, SQLite inserts each into the view <c>apply_KIND</c>, whose trigger does the same. The migration that makes
/// the table installs them (decision 7).
/// </remarks>
abstract record Effect
{
    /// <param name="kind">Names the function or view: lower-case letters and underscores.</param>
    /// <param name="payload">What the function or view is given.</param>
    /// <exception cref="ArgumentException"><paramref name="kind"/> has other characters.</exception>
    private protected Effect(string kind, JsonObject payload)
    {
        if (kind.Length == 0 || kind.Any(character => character is not ('_' or (>= 'a' and <= 'z'))))
            throw new ArgumentException($"\"{kind}\" can't be the kind of an effect.", nameof(kind));

        (Kind, Payload) = (kind, payload);
    }

    /// <summary>Which table the effect is about.</summary>
    public string Kind { get; }

    /// <summary>What the database is told.</summary>
    public JsonObject Payload { get; }
}
