using System.Collections.Frozen;

namespace Patchlog.Statecharts.Definitions;

/// <summary>A set of event descriptors. Immutable; asking it allocates nothing.</summary>
sealed class EventDescriptors
{
    readonly FrozenSet<string> _exact;
    readonly string[] _prefixes;
    readonly bool _hasAny;

    public EventDescriptors(IEnumerable<string> descriptors)
    {
        var all = descriptors.Distinct(StringComparer.Ordinal).ToArray();
        _hasAny = all.Contains("*");
        _prefixes = [.. all.Where(IsPrefix).Select(one => one[..^2])];
        _exact = all.Where(one => one != "*" && !IsPrefix(one)).ToFrozenSet(StringComparer.Ordinal);
    }

    public bool IsEmpty => !_hasAny && _prefixes.Length == 0 && _exact.Count == 0;

    /// <summary>Whether an event of the type is one of them.</summary>
    public bool Match(string type)
    {
        if (_hasAny || _exact.Contains(type))
            return true;

        foreach (var prefix in _prefixes)
        {
            if (StartsWith(type, prefix))
                return true;
        }

        return false;
    }

    /// <summary>Whether one of them takes all events that begin with a type and a dot.</summary>
    public bool HasPrefix(string type) => _prefixes.Contains(type, StringComparer.Ordinal);

    /// <summary>Whether a descriptor is exact, a prefix before <c>.*</c>, or <c>*</c>.</summary>
    public static bool IsValid(string descriptor)
    {
        var named = descriptor == "*" ? "" : IsPrefix(descriptor) ? descriptor[..^2] : descriptor;
        return descriptor.Length is > 0 and <= StatechartLimits.MaxNameLength
            && !named.Contains('*', StringComparison.Ordinal);
    }

    public static bool IsPrefix(string descriptor) => descriptor.EndsWith(".*", StringComparison.Ordinal);

    /// <summary>Whether the first tokens of a type are those of a prefix.</summary>
    public static bool StartsWith(string type, string prefix) =>
        type.StartsWith(prefix, StringComparison.Ordinal)
        && (type.Length == prefix.Length || type[prefix.Length] == '.');
}
