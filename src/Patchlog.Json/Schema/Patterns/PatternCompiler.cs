using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>
/// Makes a program of a syntax tree, unless it would be too long: counted repetitions are written out.
/// </summary>
sealed class PatternCompiler
{
    readonly List<PatternInstruction> _code = [];
    readonly List<CodePointSet> _sets = [];
    readonly Dictionary<CodePointSet, int> _numberOfSet = [];
    readonly int _maxLength;
    int _slotCount;
    bool _isBackward;
    bool _isRegular = true;
    bool _hasReferences;

    PatternCompiler(int groupCount, int maxLength)
    {
        _slotCount = 2 * (groupCount + 1);
        _maxLength = maxLength;
    }

    bool IsTooLong => _code.Count > _maxLength;

    /// <summary>The program of a tree; false if it takes more than <paramref name="maxLength"/> instructions.</summary>
    public static bool TryCompile(
        PatternNode tree, int groupCount, int maxLength, [NotNullWhen(true)] out PatternProgram? program)
    {
        var compiler = new PatternCompiler(groupCount, maxLength);
        compiler.Emit(tree);
        compiler.Emit(PatternOperation.Match);

        program = compiler.IsTooLong ? null : new PatternProgram(
            [.. compiler._code],
            [.. compiler._sets],
            compiler._slotCount,
            compiler._isRegular,
            compiler._hasReferences);
        return program is not null;
    }

    void Emit(PatternNode node)
    {
        if (IsTooLong)
            return;

        switch (node)
        {
            case PatternNode.Set set:
                Emit(_isBackward ? PatternOperation.TakeBack : PatternOperation.Take, NumberOf(set.Members));
                break;
            case PatternNode.Sequence sequence:
                foreach (var item in _isBackward ? sequence.Items.Reverse() : sequence.Items)
                    Emit(item);

                break;
            case PatternNode.Alternatives alternatives:
                EmitAlternatives(alternatives);
                break;
            case PatternNode.Repeat repeat:
                EmitRepeat(repeat);
                break;
            case PatternNode.Capture capture:
                Emit(PatternOperation.Save, (2 * capture.Group) + (_isBackward ? 1 : 0));
                Emit(capture.Item);
                Emit(PatternOperation.Save, (2 * capture.Group) + (_isBackward ? 0 : 1));
                break;
            case PatternNode.BackReference reference:
                Emit(_isBackward ? PatternOperation.ReferBack : PatternOperation.Refer, reference.Group);
                _isRegular = false;
                _hasReferences = true;
                break;
            case PatternNode.Anchor anchor:
                Emit(PatternOperation.Anchor, (int)anchor.Kind);
                _isRegular &= anchor.Kind is AnchorKind.Start or AnchorKind.End;
                break;
            case PatternNode.Look look:
                EmitLook(look);
                break;
        }
    }

    void EmitAlternatives(PatternNode.Alternatives alternatives)
    {
        var jumps = new List<int>();
        for (var i = 0; i < alternatives.Items.Length - 1; i++)
        {
            var split = Emit(PatternOperation.Split);
            Emit(alternatives.Items[i]);
            jumps.Add(Emit(PatternOperation.Jump));
            _code[split] = new PatternInstruction(PatternOperation.Split, split + 1, _code.Count);
        }

        Emit(alternatives.Items[^1]);
        foreach (var jump in jumps)
            _code[jump] = new PatternInstruction(PatternOperation.Jump, _code.Count);
    }

    void EmitRepeat(PatternNode.Repeat repeat)
    {
        // An item that takes nothing and fits once fits as often as one likes.
        var isEmpty = repeat.Item is PatternNode.Sequence { Items.IsEmpty: true };
        for (var i = 0; i < repeat.Min && !IsTooLong && !isEmpty; i++)
            EmitTurn(repeat, mustProgress: false);

        if (repeat.Max < 0)
        {
            var loop = Emit(PatternOperation.Split);
            EmitTurn(repeat, mustProgress: true);
            Emit(PatternOperation.Jump, loop);
            Close(loop, repeat.IsLazy);

            return;
        }

        // x{0,3} is (x(x(x)?)?)?: each turn leads out directly, so that a state of the automaton stays small.
        var splits = new List<int>();
        for (var i = repeat.Min; i < repeat.Max && !IsTooLong && !isEmpty; i++)
        {
            splits.Add(Emit(PatternOperation.Split));
            EmitTurn(repeat, mustProgress: true);
        }

        foreach (var split in splits)
            Close(split, repeat.IsLazy);
    }

    void EmitTurn(PatternNode.Repeat repeat, bool mustProgress)
    {
        var slot = _slotCount;
        if (mustProgress)
        {
            _slotCount++;
            Emit(PatternOperation.Save, slot);
        }

        if (repeat.Groups.End.Value > repeat.Groups.Start.Value)
            Emit(PatternOperation.Forget, 2 * repeat.Groups.Start.Value, 2 * repeat.Groups.End.Value);

        Emit(repeat.Item);
        if (mustProgress)
            Emit(PatternOperation.Progress, slot);
    }

    void EmitLook(PatternNode.Look look)
    {
        _isRegular = false;
        var wasBackward = _isBackward;
        var start = Emit(PatternOperation.Look);

        _isBackward = !look.IsAhead;
        Emit(look.Item);
        Emit(PatternOperation.Match);
        _isBackward = wasBackward;

        var operation = look.IsNegative ? PatternOperation.LookNot : PatternOperation.Look;
        _code[start] = new PatternInstruction(operation, _code.Count);
    }

    /// <summary>Lets a split choose between what stands behind it and what comes next.</summary>
    void Close(int split, bool isLazy) => _code[split] = isLazy
        ? new PatternInstruction(PatternOperation.Split, _code.Count, split + 1)
        : new PatternInstruction(PatternOperation.Split, split + 1, _code.Count);

    int Emit(PatternOperation operation, int x = 0, int y = 0)
    {
        _code.Add(new PatternInstruction(operation, x, y));
        return _code.Count - 1;
    }

    int NumberOf(CodePointSet set)
    {
        if (_numberOfSet.TryGetValue(set, out var number))
            return number;

        number = _sets.Count;
        _sets.Add(set);
        _numberOfSet.Add(set, number);

        return number;
    }
}
