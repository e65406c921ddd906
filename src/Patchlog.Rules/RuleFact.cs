using Patchlog.Json;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Sessions;

namespace Patchlog.Rules;

/// <summary>A fact in the working memory of a session. Usable until the session is disposed.</summary>
public sealed class RuleFact
{
    readonly RuleSession _session;

    internal RuleFact(RuleSession session, Fact fact, string type)
    {
        _session = session;
        Fact = fact;
        Type = type;
    }

    /// <summary>Which assertion of the session made it, from 1.</summary>
    public int Id => Fact.Id;

    /// <summary>The name of its type; empty if patterns can't name it.</summary>
    public string Type { get; }

    /// <summary>Whether it was not retracted yet.</summary>
    public bool IsInMemory => Fact.IsInMemory;

    internal Fact Fact { get; }

    /// <summary>The document that it was made of; null where it was made of none.</summary>
    public JsonObject? Document => Origin?.Whole;

    internal FactDocument? Origin { get; set; }

    /// <summary>
    /// What the fact is now, with the defaults of its type. Members that are functions or undefined are left out.
    /// </summary>
    /// <exception cref="RuleException">
    /// It is not JSON: a member is NaN, say, or it contains itself. Or a getter of it failed or passed a limit.
    /// </exception>
    public JsonValue ToJson() => _session.Export(Fact);

    /// <summary>The type and the number.</summary>
    public override string ToString() => $"{Type}#{Id}";
}
