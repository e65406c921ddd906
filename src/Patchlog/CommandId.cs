
namespace Patchlog;

/// <summary>The idempotency key of a command, unique within its tenant for ever. The grammar of an id.</summary>
public readonly record struct CommandId
{
    /// <summary>How the ids of commands begin that the server makes, so that nobody else can take them.</summary>
    internal const string ReservedPrefix = "~p.";

    CommandId(string value) => Value = value;

    /// <summary>The id as written.</summary>
    public string Value { get; }

    /// <summary>Whether an id is one that only the server gives to its own commands.</summary>
    public static bool IsReserved(string? text) => text?.StartsWith(ReservedPrefix, StringComparison.Ordinal) == true;

    /// <summary>Reads a command's id; false if it breaks the grammar.</summary>
    public static bool TryParse(string? text, out CommandId id)
    {
        id = NameGrammar.IsId(text) ? new(text) : default;
        return id.Value is not null;
    }

    /// <summary>A fresh id: a UUIDv7 (RFC 9562 §5.7).</summary>
    public static CommandId Generate(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()).ToString());

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal static CommandId Trusted(string value) => new(value);
}
