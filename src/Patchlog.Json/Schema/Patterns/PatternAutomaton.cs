using System.Collections.Immutable;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>What came of running a pattern over a text.</summary>
enum PatternOutcome
{
    /// <summary>The pattern does not occur.</summary>
    NoMatch,

    /// <summary>The pattern occurs.</summary>
    Match,

    /// <summary>The question is open: another engine must answer it, or there is no budget left.</summary>
    Undecided,
}

/// <summary>
/// Runs a regular program as a deterministic automaton, one step for each code point. States come into being when they
/// are first reached, up to a bound; from then on running allocates nothing. Thread-safe.
/// </summary>
sealed class PatternAutomaton
{
    /// <summary>A transition that nobody took yet.</summary>
    const int Unknown = 0;

    /// <summary>Nothing that follows can make the pattern occur.</summary>
    const int Dead = -1;

    /// <summary>The pattern has occurred, whatever follows.</summary>
    const int Accepting = -2;

    // Itself, and in the key by which its state is found.
    const int BytesPerPosition = 24;

    readonly PatternProgram _program;
    readonly Alphabet _alphabet;
    readonly Lock _building = new();
    readonly Dictionary<string, int> _states = new(StringComparer.Ordinal);
    readonly List<ImmutableArray<int>> _positions = [[]];
    readonly ImmutableArray<int> _again;
    int _positionCount;
    readonly int _start;

    /// <summary>
    /// By state and letter: the state behind it. A state is the place of its row, the first of which stays unused; the
    /// row has one more entry than there are letters, and that is <see cref="Accepting"/> if the text may end here.
    /// </summary>
    int[] _table;

    PatternAutomaton(PatternProgram program, Alphabet alphabet)
    {
        (_program, _alphabet) = (program, alphabet);
        _table = new int[Width];

        // The pattern may begin at each code point: but for the first, there is no start of the text to find.
        _again = new Closure(program, isAtStart: false).Add(0).ToImmutable();
        _start = StateOf(new Closure(program, isAtStart: true).Add(0));
    }

    /// <summary>About how many bytes it takes now: states come with the texts.</summary>
    public long Memory =>
        _alphabet.Memory + sizeof(int) * (long)_table.Length + BytesPerPosition * (long)_positionCount;

    int Width => _alphabet.Count + 1;

    /// <summary>The automaton of a program; null if it is not regular, or tells too many code points apart.</summary>
    public static PatternAutomaton? TryCreate(PatternProgram program) =>
        program.IsRegular && Alphabet.TryCreate(program.Sets.AsSpan()) is { } alphabet ? new(program, alphabet) : null;

    /// <summary>Whether the pattern occurs in a text, given as the content of a JSON string.</summary>
    public PatternOutcome Run(ReadOnlySpan<byte> content, WorkBudget budget)
    {
        var table = Volatile.Read(ref _table);
        var ascii = _alphabet.Ascii;
        var state = _start;
        for (var i = 0; i < content.Length && state > 0;)
        {
            var unit = content[i];
            int letter;
            if (unit < 0x80 && unit != '\\')
            {
                letter = ascii[unit];
                i++;
            }
            else
            {
                letter = _alphabet.ClassOf(CodePointReader.ReadAt(content, ref i));
            }

            var next = table[state + letter];
            if (next == Unknown)
            {
                next = Build(state, letter, budget);
                if (next == Unknown)
                    return PatternOutcome.Undecided;

                table = Volatile.Read(ref _table);
            }

            state = next;
        }

        var isMatch = state == Accepting || (state > 0 && table[state + _alphabet.Count] == Accepting);
        return isMatch ? PatternOutcome.Match : PatternOutcome.NoMatch;
    }

    /// <summary>
    /// Finds the state behind a letter; <see cref="Unknown"/> if there is no room or no budget for it.
    /// </summary>
    int Build(int state, int letter, WorkBudget budget)
    {
        lock (_building)
        {
            if (_table[state + letter] != Unknown)
                return _table[state + letter];

            var positions = _positions[state / Width];
            if (_table.Length >= PatternLimits.MaxTransitions || _positionCount >= PatternLimits.MaxPositions
                || !budget.TrySpend(positions.Length + _again.Length + 1))
                return Unknown;

            var closure = new Closure(_program, isAtStart: false);
            foreach (var position in positions)
            {
                var instruction = _program.Code[position];
                if (instruction.Operation == PatternOperation.Take && _alphabet.Holds(instruction.X, letter))
                    closure.Add(position + 1);
            }

            foreach (var position in _again)
                closure.AddReached(position);

            var next = StateOf(closure);
            Volatile.Write(ref _table[state + letter], next);

            return next;
        }
    }

    int StateOf(Closure closure)
    {
        if (closure.HasMatched)
            return Accepting;

        var positions = closure.ToImmutable();
        var matchesAtEnd = closure.MatchesAtEnd();
        if (positions.IsEmpty && !matchesAtEnd)
            return Dead;

        var key = $"{matchesAtEnd} {string.Join(',', positions)}";
        if (_states.TryGetValue(key, out var state))
            return state;

        // Who runs meanwhile keeps the old table, which is right as far as it goes.
        state = _positions.Count * Width;
        if (state + Width > _table.Length)
        {
            var larger = new int[Math.Max(state + Width, _table.Length * 2)];
            _table.CopyTo(larger, 0);
            Volatile.Write(ref _table, larger);
        }

        _table[state + _alphabet.Count] = matchesAtEnd ? Accepting : Unknown;
        _positions.Add(positions);
        _positionCount += positions.Length;
        _states.Add(key, state);

        return state;
    }
}
