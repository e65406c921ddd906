using System.Collections.Immutable;
using System.Diagnostics;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>
/// The instructions that a regular program reaches without taking a code point. Order means nothing here, since nobody
/// asks where the pattern occurs.
/// </summary>
sealed class Closure(PatternProgram program, bool isAtStart)
{
    readonly SortedSet<int> _positions = [];
    readonly HashSet<int> _seen = [];
    readonly Stack<int> _open = [];

    public bool HasMatched { get; private set; }

    public Closure Add(int position)
    {
        Walk(position, isAtEnd: false);
        return this;
    }

    /// <summary>Adds what another closure has reached already.</summary>
    public void AddReached(int position) => _positions.Add(position);

    public ImmutableArray<int> ToImmutable() => [.. _positions];

    /// <summary>Whether the match is reached if the text ends here.</summary>
    public bool MatchesAtEnd()
    {
        if (HasMatched)
            return true;

        var atEnd = new Closure(program, isAtStart);
        foreach (var position in _positions)
            atEnd.Walk(position, isAtEnd: true);

        return atEnd.HasMatched;
    }

    void Walk(int from, bool isAtEnd)
    {
        _open.Push(from);
        while (_open.TryPop(out var position))
        {
            if (!_seen.Add(position))
                continue;

            var instruction = program.Code[position];
            switch (instruction.Operation)
            {
                case PatternOperation.Match:
                    HasMatched = true;
                    break;
                case PatternOperation.Take:
                    _positions.Add(position);
                    break;
                case PatternOperation.Split:
                    _open.Push(instruction.Y);
                    _open.Push(instruction.X);
                    break;
                case PatternOperation.Jump:
                    _open.Push(instruction.X);
                    break;
                case PatternOperation.Anchor when instruction.X == (int)AnchorKind.Start:
                    if (isAtStart)
                        _open.Push(position + 1);

                    break;
                case PatternOperation.Anchor:
                    if (isAtEnd)
                        _open.Push(position + 1);
                    else
                        _positions.Add(position);

                    break;
                case PatternOperation.Save or PatternOperation.Forget or PatternOperation.Progress:
                    // What is remembered does not matter to a regular program.
                    _open.Push(position + 1);
                    break;
                case PatternOperation.TakeBack or PatternOperation.Refer or PatternOperation.ReferBack
                    or PatternOperation.Look or PatternOperation.LookNot:
                    throw new UnreachableException($"A regular program has no {instruction.Operation}.");
            }
        }
    }
}
