namespace Patchlog.Json.Schema.Evaluating;

/// <summary>
/// Which members or elements of the current value were evaluated (2020-12 Core §7.7), as bits. Marks are kept only
/// while a schema with <c>unevaluatedProperties</c> or <c>unevaluatedItems</c> wants to know. Not thread-safe.
/// </summary>
sealed class MarkStack
{
    const int Inactive = -1;
    const int WordsToBeginWith = 64;

    ulong[] _words = new ulong[WordsToBeginWith];
    int _top;
    Frame _current = new(Inactive, 0);

    /// <summary>Whether somebody wants to know about the current value.</summary>
    public bool IsActive => _current.Offset >= 0;

    public void Reset()
    {
        _top = 0;
        _current = new Frame(Inactive, 0);
    }

    /// <summary>Begins to mark anew, for a value of so many children.</summary>
    /// <returns>What <see cref="End"/> is to go back to.</returns>
    public Frame Begin(int count)
    {
        var before = _current;
        var length = (count + 63) / 64;
        if (_top + length > _words.Length)
            Array.Resize(ref _words, Math.Max(_top + length, _words.Length * 2));

        _current = new Frame(_top, length);
        _words.AsSpan(_top, length).Clear();
        _top += length;

        return before;
    }

    /// <summary>As <see cref="Begin(int)"/>, for the value that is marked already.</summary>
    public Frame BeginSame() => Begin(_current.Length * 64);

    /// <summary>Goes back to the marks from before.</summary>
    /// <param name="before">What the beginning answered.</param>
    /// <param name="keeps">Whether the marks since then count there too.</param>
    public void End(Frame before, bool keeps)
    {
        if (keeps && before.Offset >= 0)
        {
            for (var i = 0; i < _current.Length; i++)
                _words[before.Offset + i] |= _words[_current.Offset + i];
        }

        _top = _current.Offset;
        _current = before;
    }

    /// <summary>Stops marking, since another value is looked at or nobody will ask.</summary>
    public Frame Suspend()
    {
        var before = _current;
        _current = new Frame(Inactive, 0);

        return before;
    }

    public void Resume(Frame before) => _current = before;

    public void Mark(int index)
    {
        if (_current.Offset >= 0)
            _words[_current.Offset + (index >> 6)] |= 1UL << (index & 63);
    }

    public void MarkAll()
    {
        if (_current.Offset >= 0)
            _words.AsSpan(_current.Offset, _current.Length).Fill(ulong.MaxValue);
    }

    public bool IsMarked(int index) => (_words[_current.Offset + (index >> 6)] >> (index & 63) & 1) != 0;

    /// <summary>Gives back memory that one large document needed.</summary>
    public void Trim()
    {
        if (_words.Length > WordsToBeginWith * 64)
            _words = new ulong[WordsToBeginWith];
    }

    /// <summary>The marks of one value: where they begin, and how many words they take.</summary>
    public readonly record struct Frame(int Offset, int Length);
}
