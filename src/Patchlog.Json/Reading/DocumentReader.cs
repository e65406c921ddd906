using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;
using Patchlog.Json.Values;

namespace Patchlog.Json.Reading;

/// <summary>
/// The strict reader behind <see cref="JsonValue.TryParse"/>: recursive descent over the bytes, as deep as
/// <see cref="JsonLimits.MaxDepth"/> and never deeper. Each container collects its children on a shared stack.
/// </summary>
/// <remarks>A method that fails keeps the refusal and answers null; its callers add their part of the pointer.</remarks>
ref struct DocumentReader
{
    readonly ReadOnlySpan<byte> _text;
    readonly JsonLimits _limits;
    readonly ChildStack _children;
    int _position;
    int _depthLeft;
    int _valuesLeft;
    long _numberBytesLeft;
    Refusal? _refusal;
    string _pointer = "";

    DocumentReader(ReadOnlySpan<byte> text, JsonLimits limits, ChildStack children)
    {
        _text = text;
        _limits = limits;
        _children = children;
        _depthLeft = limits.MaxDepth;
        _valuesLeft = limits.MaxValues;
        _numberBytesLeft = limits.MaxExpandedNumberBytes;
    }

    public static bool TryRead(
        ReadOnlySpan<byte> text,
        JsonLimits limits,
        [NotNullWhen(true)] out JsonValue? value,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        value = null;
        if (CheckBytes(text, limits) is { } refusal)
        {
            fault = refusal.ToFault(text, pointer: "");
            return false;
        }

        var children = ChildStack.Rent();
        var reader = new DocumentReader(text, limits, children);
        value = reader.ReadDocument();
        fault = value is null ? reader._refusal!.ToFault(text, reader._pointer) : null;
        children.Return();
        return fault is null;
    }

    public static bool TryRead(
        string text,
        JsonLimits limits,
        [NotNullWhen(true)] out JsonValue? value,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        value = null;
        if (text.Length > limits.MaxBytes) // No character takes less than a byte.
        {
            fault = TooManyBytes(limits).ToFault([], pointer: "");
            return false;
        }

        var utf8 = ArrayPool<byte>.Shared.Rent(text.Length * 3);
        try
        {
            var status = Utf8.FromUtf16(text, utf8, out _, out var length, replaceInvalidSequences: false);
            if (status == OperationStatus.Done)
                return TryRead(utf8.AsSpan(0, length), limits, out value, out fault);
            fault = new Refusal(JsonFaultCodes.LoneSurrogate, "half of a surrogate pair stands alone.", length)
                .ToFault(utf8.AsSpan(0, length), pointer: "");
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>What can be said of the text as a whole, before anything is read.</summary>
    static Refusal? CheckBytes(ReadOnlySpan<byte> text, JsonLimits limits)
    {
        if (text.Length > limits.MaxBytes)
            return TooManyBytes(limits);
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return new Refusal(JsonFaultCodes.ByteOrderMark, "the text begins with a byte order mark; leave it out.", 0);
        if (Utf8.IsValid(text))
            return null;

        // Only now is it worth the time to find the place.
        Span<char> ignored = stackalloc char[256];
        var offset = 0;
        while (Utf8.ToUtf16(text[offset..], ignored, out var read, out _, replaceInvalidSequences: false, isFinalBlock: true)
            == OperationStatus.DestinationTooSmall)
        {
            offset += read;
        }

        Utf8.ToUtf16(text[offset..], ignored, out var valid, out _, replaceInvalidSequences: false, isFinalBlock: true);
        return new Refusal(JsonFaultCodes.InvalidUtf8, "these bytes are not UTF-8.", offset + valid);
    }

    static Refusal TooManyBytes(JsonLimits limits) =>
        new(JsonFaultCodes.TooManyBytes, $"the text is longer than the {limits.MaxBytes} bytes that are allowed.", 0);

    JsonValue? ReadDocument()
    {
        SkipWhiteSpace();
        if (_position == _text.Length)
            return Refuse(JsonFaultCodes.EmptyDocument, "there is no value; send at least null.");

        var value = ReadValue();
        if (value is null)
            return null;

        SkipWhiteSpace();
        return _position == _text.Length
            ? value
            : Refuse(JsonFaultCodes.TrailingContent, "the value is complete; send one value per text.");
    }

    JsonValue? ReadValue()
    {
        if (--_valuesLeft < 0)
        {
            return Refuse(
                JsonFaultCodes.TooManyValues, $"the text has more than the {_limits.MaxValues} values that are allowed.");
        }

        if (_position == _text.Length)
            return Refuse(JsonFaultCodes.Syntax, "the text ends where a value is expected.");

        return _text[_position] switch
        {
            (byte)'"' => ReadString(),
            (byte)'{' => ReadNested(isObject: true),
            (byte)'[' => ReadNested(isObject: false),
            (byte)'-' or >= (byte)'0' and <= (byte)'9' => ReadNumber(),
            (byte)'t' => ReadLiteral("true"u8, JsonValue.True),
            (byte)'f' => ReadLiteral("false"u8, JsonValue.False),
            (byte)'n' => ReadLiteral("null"u8, JsonValue.Null),
            _ => RefuseCharacter("a value"),
        };
    }

    JsonValue? ReadNested(bool isObject)
    {
        if (_depthLeft == 0)
        {
            return Refuse(
                JsonFaultCodes.TooDeep, $"the text nests deeper than the {_limits.MaxDepth} containers that are allowed.");
        }

        _depthLeft--;
        var bottom = _children.Count;
        _position++;
        SkipWhiteSpace();
        var value = isObject ? ReadObject(bottom) : ReadArray(bottom);
        _children.PopTo(bottom);
        _depthLeft++;
        return value;
    }

    JsonValue? ReadArray(int bottom)
    {
        if (TrySkip((byte)']'))
            return JsonArray.Empty;

        while (true)
        {
            var start = _position;
            var item = ReadValue();
            if (item is null)
                return Locate($"{_children.Count - bottom}");

            _children.Push(null, item, start);
            SkipWhiteSpace();
            if (TrySkip((byte)']'))
                return MakeArray(_children.Since(bottom));
            if (!TrySkip((byte)','))
                return RefuseCharacter("',' or ']'");
            SkipWhiteSpace();
        }
    }

    JsonValue? ReadObject(int bottom)
    {
        if (TrySkip((byte)'}'))
            return JsonObject.Empty;

        while (true)
        {
            var start = _position;
            if (_position == _text.Length || _text[_position] != '"')
                return RefuseCharacter("a member's name in quotes");
            var name = ReadName();
            if (name is null)
                return null;

            SkipWhiteSpace();
            if (!TrySkip((byte)':'))
                return RefuseCharacter("':'");
            SkipWhiteSpace();
            var value = ReadValue();
            if (value is null)
                return Locate(name.Text);

            _children.Push(name, value, start);
            SkipWhiteSpace();
            if (TrySkip((byte)'}'))
                return MakeObject(_children.Since(bottom));
            if (!TrySkip((byte)','))
                return RefuseCharacter("',' or '}'");
            SkipWhiteSpace();
        }
    }

    static JsonArray MakeArray(ReadOnlySpan<Child> children)
    {
        var items = new JsonValue[children.Length];
        for (var i = 0; i < items.Length; i++)
            items[i] = children[i].Value;
        return new JsonArray(items);
    }

    JsonObject? MakeObject(ReadOnlySpan<Child> children)
    {
        var names = ArrayPool<JsonName>.Shared.Rent(children.Length);
        var members = new JsonMember[children.Length];
        for (var i = 0; i < members.Length; i++)
        {
            names[i] = children[i].Name!;
            members[i] = new JsonMember(names[i].Text, children[i].Value);
        }

        var shape = JsonShape.Find(names.AsSpan(0, members.Length), out var duplicate);
        ArrayPool<JsonName>.Shared.Return(names);
        if (shape is not null)
            return new JsonObject(members, shape);

        var name = members[duplicate].Name;
        _refusal = new Refusal(
            JsonFaultCodes.DuplicateMember, $"the object has two members named '{name}'.", children[duplicate].Offset);
        Locate(name);
        return null;
    }

    JsonName? ReadName()
    {
        var start = _position + 1;
        var end = StringScanner.IndexOfSpecial(_text, start);
        if (end < _text.Length && _text[end] == '"')
        {
            _position = end + 1;
            return JsonName.FromText(_text[start..end]);
        }

        var text = ReadEscaped(start, end);
        return text is null ? null : JsonName.FromText(text.AsSpan(1, text.Length - 2));
    }

    JsonString? ReadString()
    {
        var start = _position + 1;
        var end = StringScanner.IndexOfSpecial(_text, start);
        if (end < _text.Length && _text[end] == '"')
        {
            _position = end + 1;
            return new JsonString(_text[(start - 1).._position].ToArray());
        }

        return ReadEscaped(start, end) is { } text ? new JsonString(text) : null;
    }

    /// <summary>A string whose first special character is no closing quote, with its quotes.</summary>
    byte[]? ReadEscaped(int start, int firstSpecial)
    {
        if (firstSpecial == _text.Length || _text[firstSpecial] != '\\')
        {
            _refusal = StringScanner.Unfinished(_text, firstSpecial);
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(_text.Length - start);
        try
        {
            var end = StringScanner.Normalise(_text, start, buffer, out var written, out _refusal);
            if (end < 0)
                return null;
            _position = end + 1;
            return [(byte)'"', .. buffer.AsSpan(0, written), (byte)'"'];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    JsonNumber? ReadNumber()
    {
        var scanner = new NumberScanner(_text, _position, _limits);
        var end = scanner.Scan();
        if (end < 0)
        {
            _refusal = scanner.Refusal;
            return null;
        }

        _numberBytesLeft -= scanner.ExpandedLength;
        if (_numberBytesLeft < 0)
        {
            Refuse(
                JsonFaultCodes.NumberTooLarge,
                $"written without exponents, the numbers take more than {_limits.MaxExpandedNumberBytes} bytes.");
            return null;
        }

        var literal = _text[_position..end];
        _position = end;
        return (literal.Length <= 3 ? JsonNumber.FromSmallLiteral(literal) : null)
            ?? new JsonNumber(literal.ToArray(), scanner.ExpandedLength);
    }

    JsonValue? ReadLiteral(ReadOnlySpan<byte> literal, JsonValue value)
    {
        if (!_text[_position..].StartsWith(literal))
            return RefuseCharacter("a value");
        _position += literal.Length;
        return value;
    }

    void SkipWhiteSpace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _position++;
    }

    bool TrySkip(byte character)
    {
        if (_position == _text.Length || _text[_position] != character)
            return false;
        _position++;
        return true;
    }

    JsonValue? RefuseCharacter(string expected)
    {
        if (_position == _text.Length)
            return Refuse(JsonFaultCodes.Syntax, $"the text ends where {expected} is expected.");
        var found = _text[_position];
        return Refuse(
            JsonFaultCodes.Syntax,
            found is > 0x20 and < 0x7F
                ? $"expected {expected}, found '{(char)found}'."
                : $"expected {expected}, found byte 0x{found:X2}.");
    }

    JsonValue? Refuse(string code, string detail)
    {
        _refusal = new Refusal(code, detail, _position);
        return null;
    }

    /// <summary>On the way out of a fault, from the inside outwards.</summary>
    JsonValue? Locate(string token)
    {
        _pointer = JsonPointer.Escape(token) + _pointer;
        return null;
    }
}
