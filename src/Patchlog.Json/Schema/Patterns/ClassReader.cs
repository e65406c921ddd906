using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>Reads a class such as <c>[^a-z\d]</c> (ECMA-262 §22.2.1, CharacterClass), behind its '['.</summary>
sealed class ClassReader(PatternScanner scanner, EscapeReader escapes)
{
    /// <summary>In place of a code point: a whole set stood there.</summary>
    const int IsSet = -2;

    readonly List<(int First, int Last)> _ranges = [];
    readonly List<CodePointSet> _sets = [];

    public CodePointSet Read()
    {
        var isNegated = scanner.TryTake('^');
        while (!scanner.IsFaulty && !scanner.TryTake(']'))
        {
            if (scanner.IsAtEnd)
                scanner.Fail("a ']' is missing");
            else
                ReadRange();
        }

        _sets.Add(CodePointSet.Of(_ranges));
        var set = CodePointSet.Union(_sets);

        return isNegated ? set.Complement() : set;
    }

    void ReadRange()
    {
        var first = ReadAtom();
        if (!scanner.IsAt('-') || scanner.Peek(1) is ']' or PatternScanner.End)
        {
            if (first != IsSet)
                _ranges.Add((first, first));

            return;
        }

        scanner.Take();
        var last = ReadAtom();
        if (first == IsSet || last == IsSet)
            scanner.Fail("a range goes from one character to another, not to a class");
        else if (first > last)
            scanner.Fail("a range is out of order");
        else
            _ranges.Add((first, last));
    }

    int ReadAtom()
    {
        if (!scanner.TryTake('\\'))
            return scanner.Take();

        if (scanner.TryTake('b'))
            return '\b';

        if (scanner.TryTake('-'))
            return '-';

        if (!escapes.TryReadClass(out var set))
            return escapes.ReadCharacter();

        _sets.Add(set);
        return IsSet;
    }
}
