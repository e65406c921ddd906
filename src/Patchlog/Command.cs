using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// A request to change one aggregate, read and checked: whatever is said here fits the envelope's grammar.
/// Immutable.
/// </summary>
public sealed record Command
{
    /// <summary>The business name when the sender gave none.</summary>
    public const string DefaultName = "aggregate-modification";

    /// <summary>True if a text fits the grammar of names: 1–63 characters of <c>A-Z a-z 0-9 _ -</c>.</summary>
    public static bool IsName(string? text) => NameGrammar.IsName(text);

    /// <summary>The idempotency key.</summary>
    public required CommandId Id { get; init; }

    /// <summary>What is asked for.</summary>
    public required CommandType Type { get; init; }

    /// <summary>The business name; selects the handler of a <see cref="CommandType.Logic"/> command.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>The aggregate. Where the sender named none, its id was generated.</summary>
    public required AggregateKey Target { get; init; }

    /// <summary>Who named the aggregate.</summary>
    public TargetOrigin TargetOrigin { get; init; }

    /// <summary>
    /// The version this command was decided on, or null for "whichever". 0: there is none, or it is deleted.
    /// </summary>
    public Version? TargetVersion { get; init; }

    /// <summary>Conditional headers, or null.</summary>
    public Precondition? Precondition { get; init; }

    /// <summary>The aggregate, the patch or the arguments; null where the type has none.</summary>
    public JsonValue? Body { get; init; }

    /// <summary>The operations, where the body is a JSON Patch; null elsewhere.</summary>
    public JsonPatch? Patch { get; init; }

    /// <summary>Free words about the command, kept with its events; no part of its content.</summary>
    public JsonObject? Context { get; init; }

    /// <summary>When the server took it in: the <c>now</c> of whatever decides it.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>
    /// How many commands of processes led to it, one after another; 0 for a command that was sent from outside.
    /// </summary>
    public int Depth { get; init; }

    /// <summary>Who sent it, or null if unknown.</summary>
    public string? Actor { get; init; }

    /// <summary>The connection it came over, or null if unknown: commands of one share its turns.</summary>
    public Sender? Sender { get; init; }

    /// <summary>
    /// True if it is only tried: what would come of it is answered, nothing is written, and its id stays unused.
    /// </summary>
    public bool IsTrial { get; init; }

    /// <summary>True if the answer is to tell how the decision came about.</summary>
    public bool IsTraced { get; init; }

    /// <summary>The fingerprint of the content, by which a repetition is told from a reused id.</summary>
    public required Digest Digest { get; init; }
}
