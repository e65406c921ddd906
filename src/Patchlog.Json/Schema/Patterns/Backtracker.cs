using System.Buffers;
using System.Diagnostics;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>
/// Runs any program by trying one way after another (ECMA-262 §22.2.2). Without references no way is tried twice from
/// the same place, which keeps the work to program times text; with them only the budget bounds it. Not thread-safe.
/// </summary>
sealed class Backtracker
{
    const int Unset = -1;

    readonly PatternProgram _program;
    readonly int[] _text;
    readonly int _length;
    readonly WorkBudget _budget;
    readonly int[] _slots;
    readonly Stack<Choice> _choices = new();
    readonly List<long> _trail = [];
    ulong[]? _tried;
    int _looks;

    Backtracker(PatternProgram program, int[] text, int length, WorkBudget budget)
    {
        _program = program;
        _text = text;
        _length = length;
        _budget = budget;
        _slots = new int[program.SlotCount];
    }

    /// <summary>Whether the pattern occurs in a text, given as the content of a JSON string.</summary>
    public static PatternOutcome Run(PatternProgram program, ReadOnlySpan<byte> content, WorkBudget budget)
    {
        var text = ArrayPool<int>.Shared.Rent(content.Length);
        var length = 0;
        for (var reader = new CodePointReader(content); reader.TryRead(out var codePoint);)
            text[length++] = codePoint;

        var backtracker = new Backtracker(program, text, length, budget);
        try
        {
            return backtracker.Search();
        }
        finally
        {
            ArrayPool<int>.Shared.Return(text);
            if (backtracker._tried is { } tried)
                ArrayPool<ulong>.Shared.Return(tried);
        }
    }

    PatternOutcome Search()
    {
        var bits = (long)_program.Code.Length * (_length + 1);
        if (!_program.HasReferences && bits <= PatternLimits.MaxTableBits)
        {
            var words = (int)((bits + 63) / 64);
            if (!_budget.TrySpend(words / 64))
                return PatternOutcome.Undecided;

            _tried = ArrayPool<ulong>.Shared.Rent(words);
            _tried.AsSpan(0, words).Clear();
        }

        for (var start = 0; start <= _length; start++)
        {
            Array.Fill(_slots, Unset);
            if (Run(0, start))
                return PatternOutcome.Match;

            if (_budget.IsSpent)
                return PatternOutcome.Undecided;
        }

        return PatternOutcome.NoMatch;
    }

    /// <summary>Runs from an instruction to its match; what is captured on the way stays captured.</summary>
    bool Run(int instruction, int place)
    {
        var bottom = _choices.Count;
        _choices.Push(new Choice(instruction, place));
        while (_choices.Count > bottom)
        {
            var choice = _choices.Pop();
            if (choice.IsUndo)
                _slots[choice.Slot] = choice.Place;
            else if (TryWay(choice.Instruction, choice.Place))
                return Commit(bottom);

            if (_budget.IsSpent)
                return false;
        }

        return false;
    }

    /// <summary>
    /// Closes the choices that are open, but keeps what has to be undone should something later fail.
    /// </summary>
    bool Commit(int bottom)
    {
        var kept = new Stack<Choice>();
        while (_choices.Count > bottom)
        {
            var choice = _choices.Pop();
            if (choice.IsUndo)
                kept.Push(choice);
        }

        while (kept.TryPop(out var choice))
            _choices.Push(choice);

        return true;
    }

    bool TryWay(int at, int place)
    {
        while (_budget.TrySpend(1))
        {
            if (_tried is not null && !Mark(_tried, at, place))
                return false;

            var instruction = _program.Code[at];
            switch (instruction.Operation)
            {
                case PatternOperation.Match:
                    return true;
                case PatternOperation.Split:
                    if (_choices.Count >= PatternLimits.MaxChoices)
                        _budget.Exhaust();

                    _choices.Push(new Choice(instruction.Y, place));
                    at = instruction.X;
                    continue;
                case PatternOperation.Jump:
                    at = instruction.X;
                    continue;
                case PatternOperation.Look or PatternOperation.LookNot:
                    if (Fits(at + 1, place, instruction.Operation)
                        == (instruction.Operation == PatternOperation.LookNot))
                        return false;

                    at = instruction.X;
                    continue;
                case PatternOperation.Take or PatternOperation.TakeBack or PatternOperation.Save
                    or PatternOperation.Forget or PatternOperation.Progress or PatternOperation.Anchor
                    or PatternOperation.Refer or PatternOperation.ReferBack:
                    if (!TryStep(instruction, ref place, _tried is not null))
                        return false;

                    at++;
                    continue;
            }

            throw new UnreachableException($"There is no way of {instruction.Operation}.");
        }

        return false;
    }

    /// <summary>Whether the inside of a look fits.</summary>
    bool Fits(int at, int place, PatternOperation operation)
    {
        var bottom = _choices.Count;
        var marks = _trail.Count;
        _looks++;
        var fits = Run(at, place);
        _looks--;
        if (fits)
            Unmark(marks);

        if (_looks == 0)
            _trail.Clear();

        // What a negative look captured is forgotten.
        while (operation == PatternOperation.LookNot && _choices.Count > bottom)
        {
            var choice = _choices.Pop();
            _slots[choice.Slot] = choice.Place;
        }

        return fits;
    }

    bool TryStep(in PatternInstruction instruction, ref int place, bool endsLoops)
    {
        switch (instruction.Operation)
        {
            case PatternOperation.Take:
                return place < _length && _program.Sets[instruction.X].Contains(_text[place++]);
            case PatternOperation.TakeBack:
                return place > 0 && _program.Sets[instruction.X].Contains(_text[--place]);
            case PatternOperation.Save:
                Set(instruction.X, place);

                return true;
            case PatternOperation.Forget:
                for (var slot = instruction.X; slot < instruction.Y; slot++)
                    Set(slot, Unset);

                return true;
            case PatternOperation.Progress:
                return endsLoops || _slots[instruction.X] != place;
            case PatternOperation.Anchor:
                return Holds((AnchorKind)instruction.X, place);
            case PatternOperation.Refer or PatternOperation.ReferBack:
                return TryRefer(instruction, ref place);
            case PatternOperation.Match or PatternOperation.Split or PatternOperation.Jump or PatternOperation.Look
                or PatternOperation.LookNot:
                break;
        }

        throw new UnreachableException($"{instruction.Operation} is no step.");
    }

    void Set(int slot, int place)
    {
        if (_slots[slot] == place)
            return;

        _choices.Push(new Choice(Unset, _slots[slot], slot));
        _slots[slot] = place;
    }

    bool TryRefer(in PatternInstruction instruction, ref int place)
    {
        var (from, to) = (_slots[2 * instruction.X], _slots[(2 * instruction.X) + 1]);
        if (from == Unset || to == Unset)
            return true;

        var length = to - from;
        var isBack = instruction.Operation == PatternOperation.ReferBack;
        var start = isBack ? place - length : place;
        if (start < 0 || start + length > _length || !_budget.TrySpend(length))
            return false;

        place = isBack ? start : start + length;
        return _text.AsSpan(from, length).SequenceEqual(_text.AsSpan(start, length));
    }

    bool Holds(AnchorKind kind, int place) => kind switch
    {
        AnchorKind.Start => place == 0,
        AnchorKind.End => place == _length,
        AnchorKind.WordBoundary => IsWord(place - 1) != IsWord(place),
        AnchorKind.NoWordBoundary => IsWord(place - 1) == IsWord(place),
    };

    bool IsWord(int place) => place >= 0 && place < _length && CharacterClasses.Word.Contains(_text[place]);

    bool Mark(ulong[] tried, int instruction, int place)
    {
        var bit = ((long)instruction * (_length + 1)) + place;
        ref var word = ref tried[bit >> 6];
        var mask = 1UL << (int)(bit & 63);
        if ((word & mask) != 0)
            return false;

        word |= mask;
        if (_looks > 0)
            _trail.Add(bit);

        return true;
    }

    /// <summary>A look that fits has gone ways that do not fail: from elsewhere they may be gone again.</summary>
    void Unmark(int marks)
    {
        for (var i = marks; i < _trail.Count && _tried is not null; i++)
            _tried[_trail[i] >> 6] &= ~(1UL << (int)(_trail[i] & 63));

        _trail.RemoveRange(marks, _trail.Count - marks);
    }

    /// <summary>A way that is left to try; or, without an instruction, a slot to set back.</summary>
    readonly record struct Choice(int Instruction, int Place, int Slot = 0)
    {
        public bool IsUndo => Instruction == Unset;
    }
}
