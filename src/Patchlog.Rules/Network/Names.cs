using Patchlog.Rules.Matching;
using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Network;

/// <summary>The names that a rule set declares, and those that are always there.</summary>
sealed class Names
{
    /// <summary>What conditions may call though nobody declares it.</summary>
    public static readonly HashSet<string> BuiltIn =
    [
        "indexOf", "now", "Date", "lengthOf", "isTrue", "isFalse", "isNotNull", "dateCmp", "isArray", "isNumber",
        "isHash", "isObject", "isDate", "isBoolean", "isString", "isRegExp", "isNull", "isEmpty", "isUndefined",
        "isDefined", "isUndefinedOrNull", "isPromiseLike", "isFunction", "deepEqual",
        "yearsFromNow", "monthsFromNow", "daysFromNow", "hoursFromNow", "minutesFromNow", "secondsFromNow",
        "yearsAgo", "monthsAgo", "daysAgo", "hoursAgo", "minutesAgo", "secondsAgo",
    ];

    readonly Dictionary<string, int> _types = new(StringComparer.Ordinal);
    readonly HashSet<string> _scope = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    public Names(IEnumerable<string> functionsOfHost)
    {
        foreach (var (index, name) in FactTypes.BuiltIn.Index())
            _types.Add(name, index);
        foreach (var name in functionsOfHost)
            _scope.Add(name);
    }

    /// <summary>What conditions read from outside of their facts, by slot: a name, or a regular expression.</summary>
    public IEnumerable<string> Slots => _slots.OrderBy(slot => slot.Value).Select(slot => slot.Key);

    public IReadOnlyCollection<string> Types => _types.Keys;

    /// <summary>Declares what a file declares; false if the name is taken.</summary>
    public bool TryDeclare(Declaration declaration)
    {
        if (_scope.Contains(declaration.Name) || IsDefined(declaration.Name))
            return false;
        if (declaration is not Declaration.Define)
            return _scope.Add(declaration.Name);

        // A file may define a type of its own in place of a built-in one, as nools allows.
        _types[declaration.Name] = FactTypes.BuiltIn.Length + _defined++;
        return true;
    }

    public bool TryFindType(string name, out int type) => _types.TryGetValue(name, out type);

    public bool IsInScope(string name) => BuiltIn.Contains(name) || _scope.Contains(name);

    /// <summary>The slot of a name or of a regular expression.</summary>
    public int SlotOf(string name)
    {
        if (!_slots.TryGetValue(name, out var slot))
            _slots.Add(name, slot = _slots.Count);
        return slot;
    }

    int _defined;

    bool IsDefined(string name) => _types.TryGetValue(name, out var type) && type >= FactTypes.BuiltIn.Length;
}
