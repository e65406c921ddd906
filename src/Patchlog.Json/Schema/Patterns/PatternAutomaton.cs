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
    /// <summary>States are kept up to here; a text that needs more is for the other engine.</summary>
    const int MaxStates = 2000;

    /// <summary>Transitions are kept up to here, of all states together.</summary>
    const int MaxTransitions = 200_000;

    readonly PatternProgram _program;
    readonly Alphabet _alphabet;
    readonly Lock _building = new();
    readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    readonly ImmutableArray<int> _again;
    readonly State _start;

    public PatternAutomaton(PatternProgram program)
    {
        _program = program;
        _alphabet = Alphabet.Of(program.Sets.AsSpan());

        // The pattern may begin at each code point: but for the first, there is no start of the text to find.
        _again = new Closure(program, isAtStart: false).Add(0).ToImmutable();
        _start = StateOf(new Closure(program, isAtStart: true).Add(0));
    }

    /// <summary>Whether the pattern occurs in a text, given as the content of a JSON string.</summary>
    public PatternOutcome Run(ReadOnlySpan<byte> content, WorkBudget budget)
    {
        if (_start.IsAccepting)
            return PatternOutcome.Match;

        var state = _start;
        var reader = new CodePointReader(content);
        while (reader.TryRead(out var codePoint))
        {
            var letter = _alphabet.ClassOf(codePoint);
            var next = state.Next[letter] ?? Build(state, letter, budget);
            if (next is null)
                return PatternOutcome.Undecided;
            if (next.IsAccepting)
                return PatternOutcome.Match;
            if (next.IsDead)
                return PatternOutcome.NoMatch;
            state = next;
        }

        return state.IsAcceptingAtEnd ? PatternOutcome.Match : PatternOutcome.NoMatch;
    }

    State? Build(State state, int letter, WorkBudget budget)
    {
        lock (_building)
        {
            if (state.Next[letter] is { } known)
                return known;
            if (_states.Count >= MaxStates || _states.Count * _alphabet.Count >= MaxTransitions)
                return null;
            if (!budget.TrySpend(state.Positions.Length + _again.Length + 1))
                return null;

            var closure = new Closure(_program, isAtStart: false);
            foreach (var position in state.Positions)
            {
                var instruction = _program.Code[position];
                if (instruction.Operation == PatternOperation.Take && _alphabet.Holds(instruction.X, letter))
                    closure.Add(position + 1);
            }

            foreach (var position in _again)
                closure.AddReached(position);
            return state.Next[letter] = StateOf(closure);
        }
    }

    State StateOf(Closure closure)
    {
        var positions = closure.ToImmutable();
        var matchesAtEnd = closure.MatchesAtEnd();
        var key = $"{closure.HasMatched} {matchesAtEnd} {string.Join(',', positions)}";
        if (!_states.TryGetValue(key, out var state))
        {
            state = new State(positions, new State?[_alphabet.Count], closure.HasMatched, matchesAtEnd);
            _states.Add(key, state);
        }

        return state;
    }

    /// <param name="Positions">The instructions that the program may be at: those that take, or wait for the end.</param>
    /// <param name="Next">By letter: the state behind it, once it is known.</param>
    /// <param name="IsAccepting">The pattern has occurred, whatever follows.</param>
    /// <param name="IsAcceptingAtEnd">The pattern has occurred if the text ends here.</param>
    sealed record State(
        ImmutableArray<int> Positions, State?[] Next, bool IsAccepting, bool IsAcceptingAtEnd)
    {
        /// <summary>Nothing that follows can make the pattern occur.</summary>
        public bool IsDead => Positions.IsEmpty && !IsAcceptingAtEnd;
    }
}
