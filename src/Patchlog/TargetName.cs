using System.Diagnostics.CodeAnalysis;

namespace Patchlog;

/// <summary>
/// The type of an aggregate. The grammar of <see cref="Tenant"/>, without the reserved names; or <c>process.NAME</c>,
/// the type of the instances of a process, which everybody may read and no client may write.
/// </summary>
public readonly record struct TargetName
{
    const string ProcessPrefix = "process.";

    TargetName(string value) => Value = value;

    /// <summary>Names that routes of their own have taken.</summary>
    public static bool IsReserved(string? text) =>
        text is "commands" or "events" or "processes" or "bundle" or "system";

    /// <summary>The name as written.</summary>
    public string Value { get; }

    /// <summary>The process whose instances the aggregates are; null if they are none.</summary>
    public string? Process => IsProcess ? Value[ProcessPrefix.Length..] : null;

    /// <summary>Whether the aggregates are instances of a process.</summary>
    public bool IsProcess => Value.StartsWith(ProcessPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Reads the type of aggregates that clients write; false if it breaks the grammar or is reserved.
    /// </summary>
    public static bool TryParse(string? text, out TargetName name)
    {
        name = NameGrammar.IsName(text) && !IsReserved(text) ? new(text) : default;
        return name.Value is not null;
    }

    /// <summary>Reads the type of aggregates that can be read: any, and those of processes.</summary>
    public static bool TryParseReadable(string? text, out TargetName name) =>
        text is not null && text.StartsWith(ProcessPrefix, StringComparison.Ordinal)
            ? TryParseProcess(text[ProcessPrefix.Length..], out name)
            : TryParse(text, out name);

    /// <summary>The type of the instances of a process; false if its name breaks the grammar.</summary>
    public static bool TryParseProcess([NotNullWhen(true)] string? process, out TargetName name)
    {
        name = NameGrammar.IsName(process) ? new(ProcessPrefix + process) : default;
        return name.Value is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal static TargetName Trusted(string value) => new(value);

    internal static TargetName OfProcess(string process) => new(ProcessPrefix + process);
}
