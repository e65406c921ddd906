using Patchlog.Json.Values;

namespace Patchlog.Json.Reading;

/// <summary>
/// What a reader has counted: how much of its limits is left, and how long the values so far are as compact text. The
/// measure of a container is the difference between the counters after it and before it.
/// </summary>
struct ReadingCounters(JsonLimits limits)
{
    int _depthLeft = limits.MaxDepth;
    int _valuesLeft = limits.MaxValues;
    int _numberBytesLeft = limits.MaxExpandedNumberBytes;
    int _utf8Length;

    /// <summary>Depth of the value read last.</summary>
    public int LastDepth { get; private set; }

    /// <summary>Counts a value that begins; false if it is one too many.</summary>
    public bool TryTakeValue() => --_valuesLeft >= 0;

    /// <summary>Counts the bytes of a number in plain decimal notation; false if they are too many.</summary>
    public bool TryTakeNumber(int expandedLength) => (_numberBytesLeft -= expandedLength) >= 0;

    /// <summary>Enters a container, whose value is counted already; false if it is one too deep.</summary>
    /// <param name="outside">The counters as they were before the container.</param>
    public bool TryEnter(out ReadingCounters outside)
    {
        outside = this;
        outside._valuesLeft++;

        if (_depthLeft == 0)
            return false;

        _depthLeft--;
        return true;
    }

    /// <summary>Leaves a container.</summary>
    public void Leave() => _depthLeft++;

    /// <summary>Counts bytes of a container's own text.</summary>
    public void Count(int utf8Length) => _utf8Length += utf8Length;

    /// <summary>Counts the text of a scalar.</summary>
    public void CountScalar(int utf8Length)
    {
        _utf8Length += utf8Length;
        LastDepth = 0;
    }

    /// <summary>Counts an empty container.</summary>
    public void CloseEmpty()
    {
        _utf8Length += 2;
        LastDepth = 1;
    }

    /// <summary>Counts the end of a container, and measures it.</summary>
    /// <param name="outside">The counters as they were before the container.</param>
    /// <param name="deepest">The depth of its deepest value.</param>
    public Measure Close(in ReadingCounters outside, int deepest)
    {
        _utf8Length++;
        LastDepth = deepest + 1;

        return new(
            outside._valuesLeft - _valuesLeft,
            _utf8Length - outside._utf8Length,
            outside._numberBytesLeft - _numberBytesLeft,
            (short)LastDepth);
    }
}
