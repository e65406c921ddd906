using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Trying;

/// <summary>
/// One case: given what has happened, when a command comes, then this must come of it. Read and checked. Immutable.
/// </summary>
public sealed record TestCase
{
    /// <summary>The file, by its path in the folder of the bundle.</summary>
    public required string File { get; init; }

    /// <summary>The line on which the case begins, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>What it shows, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The clock of the case: when its command is received.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What <c>ctx.uuid()</c> answers first, in order.</summary>
    public required ImmutableArray<Guid> Uuids { get; init; }

    /// <summary>Events and documents, in order.</summary>
    public required ImmutableArray<JsonObject> Given { get; init; }

    /// <summary>The envelope of the command, without what goes without saying.</summary>
    public required JsonObject When { get; init; }

    /// <summary>What must come of it.</summary>
    public required JsonObject Then { get; init; }

    /// <summary>What is tried of a process; null for a case that has a command.</summary>
    public ProcessCase? Process { get; init; }
}
