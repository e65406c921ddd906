
namespace Patchlog;

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
