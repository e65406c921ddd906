using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;

namespace Patchlog.Statecharts.Compiling;

/// <summary>An object of a definition, and where it stands. What it should not have becomes a fault.</summary>
/// <param name="json">The object.</param>
/// <param name="pointer">Where it stands.</param>
/// <param name="faults">Gets what is wrong.</param>
/// <param name="shorthand">The only member, where the definition has its text in place of the object.</param>
sealed class Section(JsonObject json, string pointer, FaultList faults, string? shorthand = null)
{
    public JsonObject Json { get; } = json;

    public string Pointer { get; } = pointer;

    /// <summary>The value of a member; null if there is none.</summary>
    public JsonValue? this[string name] => Json[name];

    public bool Has(string name) => Json[name] is not null;

    /// <summary>The pointer to a member.</summary>
    public string At(string name) => name == shorthand ? Pointer : At(Pointer, name);

    /// <inheritdoc cref="At(string)"/>
    public static string At(string pointer, string name) => pointer + "/" + name
        .Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Reports members that have no meaning here.</summary>
    public Section Allow(params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in Json.Members)
        {
            if (!names.Contains(name))
                faults.Add(At(name), $"The key \"{name}\" has no meaning here. Known are: {string.Join(", ", names)}.");
        }

        return this;
    }

    /// <summary>The text of a member; null if there is none.</summary>
    public string? Text(string name)
    {
        if (Json[name] is not { } value)
            return null;
        if (value is JsonString text)
            return text.Value;

        faults.Add(At(name), $"\"{name}\" is a text.");
        return null;
    }

    /// <summary>The text of a member that must be there, and is not empty.</summary>
    public bool TryGetText(string name, [NotNullWhen(true)] out string? text)
    {
        text = Text(name);
        if (text is { Length: > 0 and <= StatechartLimits.MaxNameLength })
            return true;

        if (!Has(name))
            faults.Add(Pointer, $"\"{name}\" is missing.");
        else if (text is not null)
            faults.Add(At(name), $"\"{name}\" has 1 to {StatechartLimits.MaxNameLength} characters.");

        text = null;
        return false;
    }

    /// <summary>A member that is true or false; false if there is none.</summary>
    public bool Flag(string name)
    {
        if (Json[name] is not { } value)
            return false;
        if (value is not JsonBoolean)
            faults.Add(At(name), $"\"{name}\" is true or false.");

        return value == JsonValue.True;
    }

    /// <summary>The object of a member; null if there is none.</summary>
    public Section? Child(string name) => Json[name] is { } value ? Of(value, At(name), $"\"{name}\"", faults) : null;

    /// <summary>A value as an object; null, and a fault, if it is none.</summary>
    public static Section? Of(JsonValue value, string pointer, string what, FaultList faults)
    {
        if (value is JsonObject found)
            return new(found, pointer, faults);

        faults.Add(pointer, $"{what} is an object.");
        return null;
    }

    /// <summary>A value as an object; a text stands for an object with nothing but one member.</summary>
    public static Section? OfTextOr(JsonValue value, string name, string pointer, string what, FaultList faults) =>
        value is JsonString text
            ? new(JsonObject.Of(new JsonMember(name, text)), pointer, faults, name)
            : Of(value, pointer, what, faults);

    /// <summary>The values of a member that is one value or an array of such, each with its pointer.</summary>
    public IEnumerable<(JsonValue Value, string Pointer)> OneOrMany(string name)
    {
        if (Json[name] is not { } value)
            yield break;

        if (value is not JsonArray many)
        {
            yield return (value, At(name));
            yield break;
        }

        for (var at = 0; at < many.Count; at++)
            yield return (many[at], $"{At(name)}/{at}");
    }
}
