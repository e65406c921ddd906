using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Patchlog;

/// <summary>The grammar of names and ids: what may stand in a URL segment, a table key and a file name alike.</summary>
static class NameGrammar
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 63;

    /// <summary>The longest id, in characters.</summary>
    public const int MaxIdLength = 128;

    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    // RFC 3986 §2.3, unreserved characters.
    static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    public static bool IsName([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxNameLength }
        && char.IsAsciiLetterOrDigit(text[0])
        && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxIdLength }
        && text is not ("." or "..")
        && !text.AsSpan().ContainsAnyExcept(IdCharacters);
}

/// <summary>The owner of one independent journal. 1–63 characters of <c>A-Z a-z 0-9 _ -</c>, case-sensitive.</summary>
public readonly record struct Tenant
{
    Tenant(string value) => Value = value;

    /// <summary>The name as written.</summary>
    public string Value { get; }

    /// <summary>Reads a tenant's name; false if it breaks the grammar.</summary>
    public static bool TryParse(string? text, out Tenant tenant)
    {
        tenant = NameGrammar.IsName(text) ? new(text) : default;
        return tenant.Value is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>A name that this process has checked before, or that a journal gave back.</summary>
    internal static Tenant Trusted(string value) => new(value);
}

/// <summary>The type of an aggregate. The grammar of <see cref="Tenant"/>, without the reserved names.</summary>
public readonly record struct TargetName
{
    TargetName(string value) => Value = value;

    /// <summary>Names that routes of their own have taken.</summary>
    public static bool IsReserved(string? text) =>
        text is "commands" or "events" or "processes" or "bundle" or "system";

    /// <summary>The name as written.</summary>
    public string Value { get; }

    /// <summary>Reads an aggregate type; false if it breaks the grammar or is reserved.</summary>
    public static bool TryParse(string? text, out TargetName name)
    {
        name = NameGrammar.IsName(text) && !IsReserved(text) ? new(text) : default;
        return name.Value is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal static TargetName Trusted(string value) => new(value);
}

/// <summary>
/// The id of an aggregate within its type: 1–128 unreserved URI characters (RFC 3986 §2.3), not <c>.</c> or
/// <c>..</c>, nor the reserved <c>commands</c> and <c>search</c>.
/// </summary>
public readonly record struct AggregateId
{
    AggregateId(string value) => Value = value;

    /// <summary>Ids that routes of their own have taken.</summary>
    public static bool IsReserved(string? text) => text is "commands" or "search";

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

/// <summary>The idempotency key of a command, unique within its tenant for ever. The grammar of an id.</summary>
public readonly record struct CommandId
{
    CommandId(string value) => Value = value;

    /// <summary>The id as written.</summary>
    public string Value { get; }

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

/// <summary>The whole identity of an aggregate.</summary>
public readonly record struct AggregateKey(Tenant Tenant, TargetName TargetName, AggregateId TargetId)
{
    /// <summary><c>orders/42</c>, as messages name it: the tenant is known where the message is read.</summary>
    public override string ToString() => $"{TargetName}/{TargetId}";
}
