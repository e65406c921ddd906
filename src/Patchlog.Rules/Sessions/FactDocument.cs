using Patchlog.Json;

namespace Patchlog.Rules.Sessions;

/// <summary>The document that a fact was made of, and what of it the fact began with.</summary>
/// <param name="Whole">The document.</param>
/// <param name="Taken">
/// The members that the fact had before any action ran: those of the document that its type takes, and what its type or
/// constructor made beside them.
/// </param>
sealed record FactDocument(JsonObject Whole, JsonObject Taken)
{
    /// <summary>The document with the members that differ now from what the fact began with.</summary>
    public JsonObject With(JsonObject now)
    {
        if (ReferenceEquals(now, Taken))
            return Whole;

        var (members, isSame) = (new List<JsonMember>(Whole.Count), true);
        foreach (var member in Whole.Members)
        {
            var (before, after) = (Taken[member.Name], now[member.Name]);
            if (AreEqual(before, after))
                members.Add(member);
            else if (after is not null)
                members.Add(new(member.Name, after));

            isSame &= AreEqual(before, after);
        }

        foreach (var member in now.Members)
        {
            if (Whole[member.Name] is not null || AreEqual(Taken[member.Name], member.Value))
                continue;

            members.Add(member);
            isSame = false;
        }

        return isSame ? Whole : JsonObject.Of([.. members]);
    }

    static bool AreEqual(JsonValue? one, JsonValue? other) => ReferenceEquals(one, other) || one == other;
}
