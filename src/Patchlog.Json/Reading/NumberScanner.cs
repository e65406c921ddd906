namespace Patchlog.Json.Reading;

/// <summary>Recognises a number literal (RFC 8259 §6) and measures it, without computing its value.</summary>
ref struct NumberScanner
{
    readonly ReadOnlySpan<byte> _text;
    readonly JsonLimits _limits;
    readonly int _start;
    int _end;

    public NumberScanner(ReadOnlySpan<byte> text, int start, JsonLimits limits)
    {
        _text = text;
        _limits = limits;
        _start = _end = start;
    }

    /// <summary>Why it is no number, or not one that is allowed.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Bytes of the number in plain decimal notation, without exponent.</summary>
    public int ExpandedLength { get; private set; }

    /// <summary>The end of the literal, or −1 if it is refused.</summary>
    public int Scan()
    {
        var isNegative = Skip((byte)'-');
        var hasLeadingZero = _end < _text.Length && _text[_end] == '0';
        var integer = SkipDigits();
        if (integer == 0)
            return Refuse("a number needs a digit here.");
        if (hasLeadingZero && integer > 1)
            return Refuse("a number has no leading zeros.");

        var fraction = 0;
        if (Skip((byte)'.') && (fraction = SkipDigits()) == 0)
            return Refuse("a number needs a digit after its decimal point.");

        var exponent = 0L;
        if (Skip((byte)'e') || Skip((byte)'E'))
        {
            var isSmall = Skip((byte)'-');
            if (!isSmall)
                Skip((byte)'+');
            var digits = _end;
            if (SkipDigits() == 0)
                return Refuse("a number needs a digit in its exponent.");
            exponent = ReadExponent(_text[digits.._end]) * (isSmall ? -1 : 1);
        }

        return Check(isNegative, integer, fraction, exponent);
    }

    int Check(bool isNegative, int integer, int fraction, long exponent)
    {
        if (_end - _start > _limits.MaxNumberLength)
        {
            return Refuse(
                JsonFaultCodes.NumberTooLong,
                $"this number has {_end - _start} characters, {_limits.MaxNumberLength} are allowed; send it as a string.");
        }

        if (Math.Abs(exponent) > _limits.MaxExponent)
        {
            return Refuse(
                JsonFaultCodes.NumberTooLarge,
                $"the exponent of this number is beyond ±{_limits.MaxExponent}; send it as a string.");
        }

        // Leading zeros that a shift uncovers are counted too: a bound is wanted, not beauty.
        var whole = Math.Max(integer + exponent, 1);
        var places = Math.Max(fraction - exponent, 0);
        ExpandedLength = (int)((isNegative ? 1 : 0) + whole + (places > 0 ? places + 1 : 0));
        return _end;
    }

    bool Skip(byte character)
    {
        if (_end == _text.Length || _text[_end] != character)
            return false;
        _end++;
        return true;
    }

    int SkipDigits()
    {
        var first = _end;
        while (_end < _text.Length && _text[_end] is >= (byte)'0' and <= (byte)'9')
            _end++;
        return _end - first;
    }

    /// <summary>Saturates: any exponent of ten digits is beyond every limit.</summary>
    static long ReadExponent(ReadOnlySpan<byte> digits)
    {
        var exponent = 0L;
        foreach (var digit in digits)
            exponent = Math.Min((exponent * 10) + digit - '0', int.MaxValue);
        return exponent;
    }

    int Refuse(string detail)
    {
        Refusal = new Refusal(JsonFaultCodes.Syntax, detail, _end);
        return -1;
    }

    int Refuse(string code, string detail)
    {
        Refusal = new Refusal(code, detail, _start);
        return -1;
    }
}
