using Patchlog.Json;

namespace Patchlog.Rules.Sessions;

/// <summary>The document that a fact was made of, and what of it the fact began with.</summary>
/// <param name="Whole">The document.</param>
/// <param name="Taken">
/// The members that the fact had before any action ran: those of the document that its type takes, and what its
/// constructor made beside them.
/// </param>
sealed record FactDocument(JsonObject Whole, JsonObject Taken)
{
    /// <summary>The document with the members that differ now from what the fact began with.</summary>
    public JsonObject With(JsonObject now)
    {
        if (ReferenceEquals(now, Taken))
            return Whole;

        var result = Whole;
        foreach (var (name, value) in now.Members)
        {
            if (Taken[name] is not { } before || !before.Equals(value))
                result = result.With(name, value);
        }

        foreach (var (name, _) in Taken.Members)
        {
            if (now[name] is null)
                result = result.Without(name);
        }

        return result;
    }
}
