
namespace Patchlog;

/// <summary>
/// The id of an aggregate within its type: 1–128 unreserved URI characters (RFC 3986 §2.3), not <c>.</c> or
/// <c>..</c>, nor the reserved <c>commands</c> and <c>search</c>.
/// </summary>
public readonly record struct AggregateId
{
    AggregateId(string value) => Value = value;

    /// <summary>Ids that routes of their own have taken.</summary>
    public static bool IsReserved(string? text) => text is "commands" or "search";

    /// <summary>Ids that instances of processes can't have: the drawings of their process have them.</summary>
    public static bool IsReservedOfInstances(string? text) => text is "diagram.svg" or "diagram.mmd";

    /// <summary>The id as written.</summary>
    public string Value { get; }

    /// <summary>Reads an aggregate's id; false if it breaks the grammar or is reserved.</summary>
    public static bool TryParse(string? text, out AggregateId id)
    {
        id = NameGrammar.IsId(text) && !IsReserved(text) ? new(text) : default;
        return id.Value is not null;
    }

    /// <summary>A fresh id: a UUIDv7 (RFC 9562 §5.7), so that ids made in order sort in order.</summary>
    public static AggregateId Generate(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()).ToString());

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal static AggregateId Trusted(string value) => new(value);
}
