
namespace Patchlog;

/// <summary>The names of <see cref="EventType"/> on the wire and in the journal.</summary>
public static class EventTypes
{
    /// <summary><c>create</c>, <c>patch</c> or <c>delete</c>.</summary>
    public static string ToName(this EventType type) => type switch
    {
        EventType.Create => "create",
        EventType.Patch => "patch",
        EventType.Delete => "delete",
    };

    /// <summary>The type of that name.</summary>
    /// <exception cref="InvalidDataException">A journal holds a type this version does not know.</exception>
    public static EventType Parse(string name) => TryParse(name, out var type)
        ? type
        : throw new InvalidDataException($"The journal holds an event of unknown type \"{name}\".");

    /// <summary>The type of that name; false if this version knows none.</summary>
    public static bool TryParse(string name, out EventType type)
    {
        (type, var isKnown) = name switch
        {
            "create" => (EventType.Create, true),
            "patch" => (EventType.Patch, true),
            "delete" => (EventType.Delete, true),
            _ => (default, false),
        };

        return isKnown;
    }
}
