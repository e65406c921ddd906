using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>
/// Reads a pattern by the grammar of ECMA-262 §22.2.1 in Unicode mode, strictly: what Annex B lets pass without it is a
/// fault, as it is for <c>new RegExp(text, "u")</c>. Modifiers such as <c>(?i:…)</c> are not known.
/// </summary>
sealed class PatternParser
{
    const int Unbounded = -1;

    readonly PatternScanner _scanner;
    readonly EscapeReader _escapes;
    readonly GroupTable _groups;
    int _opened;
    int _nesting;

    PatternParser(PatternScanner scanner)
    {
        _scanner = scanner;
        _groups = GroupTable.Of(scanner);
        _escapes = new EscapeReader(scanner);
    }

    /// <summary>The tree of a pattern, or what is wrong with it.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out PatternNode? tree,
        out int groupCount,
        [NotNullWhen(false)] out PatternFault? fault)
    {
        var scanner = new PatternScanner(text);
        var parser = new PatternParser(scanner);
        tree = parser.ReadAlternatives();
        if (!scanner.IsFaulty && !scanner.IsAtEnd)
            scanner.Fail("there is a ')' without its '('");

        groupCount = parser._opened;
        fault = scanner.Fault;
        if (fault is not null)
            tree = null;

        return tree is not null;
    }

    PatternNode ReadAlternatives()
    {
        var first = ReadSequence();
        if (!_scanner.IsAt('|'))
            return first;

        var alternatives = ImmutableArray.CreateBuilder<PatternNode>();
        alternatives.Add(first);
        while (!_scanner.IsFaulty && _scanner.TryTake('|'))
            alternatives.Add(ReadSequence());

        return new PatternNode.Alternatives(alternatives.ToImmutable());
    }

    PatternNode ReadSequence()
    {
        var items = ImmutableArray.CreateBuilder<PatternNode>();
        while (!_scanner.IsFaulty && !_scanner.IsAtEnd && !_scanner.IsAt('|') && !_scanner.IsAt(')'))
        {
            var groupsBefore = _opened;
            var item = ReadTerm(out var canRepeat);
            items.Add(canRepeat ? ReadQuantifier(item, groupsBefore) : item);
        }

        return items.Count == 1 ? items[0] : new PatternNode.Sequence(items.ToImmutable());
    }

    PatternNode ReadTerm(out bool canRepeat)
    {
        canRepeat = true;
        var character = _scanner.Take();
        switch (character)
        {
            case '^' or '$':
                canRepeat = false;
                return new PatternNode.Anchor(character == '^' ? AnchorKind.Start : AnchorKind.End);
            case '(':
                return ReadGroup(out canRepeat);
            case '.':
                return new PatternNode.Set(CharacterClasses.AnyInLine);
            case '[':
                return new PatternNode.Set(new ClassReader(_scanner, _escapes).Read());
            case '\\':
                return ReadEscape(out canRepeat);
            case '*' or '+' or '?':
                return Fail($"there is nothing for '{(char)character}' to repeat");
            case '{' or '}' or ']':
                return Fail($"'{(char)character}' must be written '\\{(char)character}' to stand for itself");
            default:
                return Single(character);
        }
    }

    PatternNode ReadEscape(out bool canRepeat)
    {
        canRepeat = true;
        if (_scanner.TryTake('b') || _scanner.IsAt('B'))
        {
            canRepeat = false;
            return new PatternNode.Anchor(
                _scanner.TryTake('B') ? AnchorKind.NoWordBoundary : AnchorKind.WordBoundary);
        }

        if (_scanner.TryTake('k'))
            return ReadNamedReference();

        if (_scanner.Current is >= '1' and <= '9')
        {
            var group = _scanner.TakeNumber();
            return group <= _groups.Count
                ? new PatternNode.BackReference(group)
                : Fail($"there is no group {group} to refer to");
        }

        return _escapes.TryReadClass(out var set) ? new PatternNode.Set(set) : Single(_escapes.ReadCharacter());
    }

    PatternNode ReadNamedReference()
    {
        if (!_scanner.TryTake('<') || !_scanner.TryTakeName(out var name))
            return Fail("'\\k' is followed by the name of a group in '<…>'");

        return _groups.TryGet(name, out var group)
            ? new PatternNode.BackReference(group)
            : Fail($"there is no group named '{name}'");
    }

    PatternNode ReadGroup(out bool canRepeat)
    {
        canRepeat = true;
        if (++_nesting > PatternLimits.MaxNesting)
            return Fail($"groups are nested more than {PatternLimits.MaxNesting} deep");

        PatternNode group;
        if (!_scanner.TryTake('?'))
        {
            var number = ++_opened;
            group = new PatternNode.Capture(number, ReadAlternatives());
        }
        else if (_scanner.TryTake(':'))
        {
            group = ReadAlternatives();
        }
        else
        {
            group = ReadLookOrName(ref canRepeat);
        }

        _nesting--;
        if (!_scanner.IsFaulty && !_scanner.TryTake(')'))
            _scanner.Fail("a ')' is missing");

        return group;
    }

    PatternNode ReadLookOrName(ref bool canRepeat)
    {
        var isBehind = _scanner.TryTake('<');
        if (_scanner.IsAt('=') || _scanner.IsAt('!'))
        {
            canRepeat = false;
            var isNegative = _scanner.Take() == '!';

            return new PatternNode.Look(ReadAlternatives(), !isBehind, isNegative);
        }

        if (!isBehind || !_scanner.TryTakeName(out _))
            return Fail("'(?' is followed by ':', '=', '!', '<=', '<!' or the name of a group in '<…>'");

        var number = ++_opened;
        return new PatternNode.Capture(number, ReadAlternatives());
    }

    PatternNode ReadQuantifier(PatternNode item, int groupsBefore)
    {
        int min, max;
        if (_scanner.TryTake('*'))
            (min, max) = (0, Unbounded);
        else if (_scanner.TryTake('+'))
            (min, max) = (1, Unbounded);
        else if (_scanner.TryTake('?'))
            (min, max) = (0, 1);
        else if (!_scanner.IsAt('{'))
            return item;
        else if (!TryReadCounts(out min, out max))
            return item;

        var isLazy = _scanner.TryTake('?');
        return new PatternNode.Repeat(item, min, max, isLazy, (groupsBefore + 1)..(_opened + 1));
    }

    bool TryReadCounts(out int min, out int max)
    {
        _scanner.Take();
        min = max = 0;
        if (!_scanner.IsAtDigit)
            return IsFine("'{' is followed by a number, or written '\\{' to stand for itself");

        min = max = _scanner.TakeNumber();
        if (_scanner.TryTake(','))
            max = _scanner.IsAtDigit ? _scanner.TakeNumber() : Unbounded;

        if (!_scanner.TryTake('}'))
            return IsFine("a quantifier '{…}' holds one number, or two with a ',' between them");

        return (max == Unbounded || min <= max) || IsFine("the numbers of a quantifier '{…}' are out of order");
    }

    bool IsFine(string fault)
    {
        _scanner.Fail(fault);
        return false;
    }

    PatternNode.Sequence Fail(string fault)
    {
        _scanner.Fail(fault);
        return new PatternNode.Sequence([]);
    }

    static PatternNode.Set Single(int codePoint) => new(CodePointSet.Of((codePoint, codePoint)));
}
