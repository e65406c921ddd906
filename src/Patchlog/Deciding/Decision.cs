using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Deciding;

/// <summary>What a command comes to, given the state it was decided on.</summary>
abstract record Decision
{
    Decision() { }

    /// <summary>It changes the aggregate: these events, in order, and the document after the last of them.</summary>
    public sealed record Accept(ImmutableArray<EventDraft> Events, JsonObject? BodyAfter) : Decision;

    /// <summary>It is refused.</summary>
    public sealed record Reject(Problem Why) : Decision;

    /// <summary>It is granted and changes nothing.</summary>
    public sealed record Unchanged : Decision
    {
        public static readonly Unchanged Instance = new();
    }
}
