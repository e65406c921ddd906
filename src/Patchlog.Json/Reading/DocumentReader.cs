using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Patchlog.Json.Values;

namespace Patchlog.Json.Reading;

/// <summary>
/// The strict reader: recursive descent over the bytes, as deep as
/// <see cref="JsonLimits.MaxDepth"/> and never deeper.
/// </summary>
/// <remarks>
/// A method reads from a position on and answers what it read and where that ends. One that fails keeps the refusal and
/// answers null; its callers add their part of the pointer.
/// </remarks>
ref struct DocumentReader
{
    readonly ReadOnlySpan<byte> _text;
    readonly JsonLimits _limits;
    readonly Scratch _scratch;
    TextArena _texts = new();
    int _depthLeft;
    int _valuesLeft;
    int _numberBytesLeft;

    /// <summary>
    /// Bytes that the values read so far take as compact text: what a container measures is what this gained.
    /// </summary>
    int _utf8Length;

    /// <summary>Depth of the value read last.</summary>
    int _lastDepth;
    Refusal? _refusal;
    string _pointer = "";

    DocumentReader(ReadOnlySpan<byte> text, JsonLimits limits, Scratch scratch)
    {
        _text = text;
        _limits = limits;
        _scratch = scratch;
        _depthLeft = limits.MaxDepth;
        _valuesLeft = limits.MaxValues;
        _numberBytesLeft = limits.MaxExpandedNumberBytes;
    }

    /// <summary>Reads a text that is UTF-8 and within <see cref="JsonLimits.MaxBytes"/>.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> text,
        JsonLimits limits,
        [NotNullWhen(true)] out JsonValue? value,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        var scratch = Scratch.Rent();
        var reader = new DocumentReader(text, limits, scratch);
        value = reader.ReadDocument();
        fault = reader._refusal?.ToFault(text, reader._pointer);
        scratch.Return();
        return fault is null;
    }

    JsonValue? ReadDocument()
    {
        var start = SkipWhiteSpace(0);
        if (start == _text.Length)
            return Refuse(JsonFaultCodes.EmptyDocument, "there is no value; send at least null.", start);

        var value = ReadValue(start, out var end);
        if (value is null)
            return null;

        end = SkipWhiteSpace(end);
        return end == _text.Length
            ? value
            : Refuse(JsonFaultCodes.TrailingContent, "the value is complete; send one value per text.", end);
    }

    JsonValue? ReadValue(int start, out int end)
    {
        end = start;
        if (--_valuesLeft < 0)
        {
            return Refuse(
                JsonFaultCodes.TooManyValues,
                $"the text has more than the {_limits.MaxValues} values that are allowed.",
                start);
        }

        switch (At(start))
        {
            case '"':
                return ReadString(start, out end);
            case '{':
            case '[':
                return ReadContainer(start, out end);
            case '-' or (>= '0' and <= '9'):
                return ReadNumber(start, out end);
            case 't':
                return ReadLiteral("true"u8, JsonValue.True, start, out end);
            case 'f':
                return ReadLiteral("false"u8, JsonValue.False, start, out end);
            case 'n':
                return ReadLiteral("null"u8, JsonValue.Null, start, out end);
            default:
                return RefuseCharacter("a value", start);
        }
    }

    JsonValue? ReadContainer(int start, out int end)
    {
        end = start;
        if (_depthLeft == 0)
        {
            return Refuse(
                JsonFaultCodes.TooDeep,
                $"the text nests deeper than the {_limits.MaxDepth} containers that are allowed.",
                start);
        }

        _depthLeft--;
        var outside = new Counters(_valuesLeft + 1, _numberBytesLeft, _utf8Length);
        var inside = SkipWhiteSpace(start + 1);
        JsonValue? value = At(start) == '{'
            ? ReadMembers(inside, outside, out end)
            : ReadItems(inside, outside, out end);
        _depthLeft++;
        return value;
    }

    JsonArray? ReadItems(int position, in Counters outside, out int end)
    {
        end = position + 1;
        if (At(position) == ']')
        {
            Close(outside, deepest: 0, isEmpty: true);
            return JsonArray.Empty;
        }

        var items = _scratch.Items;
        var bottom = items.Count;
        var deepest = 0;
        while (true)
        {
            var item = ReadValue(position, out var itemEnd);
            if (item is null)
            {
                Locate($"{items.Count - bottom}");
                return null;
            }

            items.Push(item);
            _utf8Length++; // The comma before it, or the opening bracket.
            deepest = Math.Max(deepest, _lastDepth);
            position = SkipWhiteSpace(itemEnd);
            switch (At(position))
            {
                case ',':
                    position = SkipWhiteSpace(position + 1);
                    continue;
                case ']':
                    end = position + 1;
                    var array = new JsonArray(items.Since(bottom).ToArray(), Close(outside, deepest));
                    items.PopTo(bottom);
                    return array;
                default:
                    RefuseCharacter("',' or ']'", position);
                    return null;
            }
        }
    }

    JsonObject? ReadMembers(int position, in Counters outside, out int end)
    {
        end = position + 1;
        if (At(position) == '}')
        {
            Close(outside, deepest: 0, isEmpty: true);
            return JsonObject.Empty;
        }

        var members = new MemberCollector(_scratch);
        var deepest = 0;
        while (true)
        {
            var name = members.TryExpected(_text[position..]);
            if (name is not null)
                position += name.Utf8.Length - 1;
            else if ((name = ReadName(position, ref members, out var colon)) is null)
                return null;
            else
                position = colon + 1;

            var value = ReadValue(SkipWhiteSpace(position), out var valueEnd);
            if (value is null)
            {
                Locate(name.Text);
                return null;
            }

            members.AddValue(name, value);
            _utf8Length += name.Utf8.Length;
            deepest = Math.Max(deepest, _lastDepth);
            position = SkipWhiteSpace(valueEnd);
            switch (At(position))
            {
                case ',':
                    position = SkipWhiteSpace(position + 1);
                    continue;
                case '}':
                    end = position + 1;
                    var shape = members.Finish(out var array, out var duplicate);
                    return shape is null
                        ? RefuseDuplicate(duplicate.Name.Text, duplicate.Offset)
                        : new JsonObject(array, shape, Close(outside, deepest));
                default:
                    RefuseCharacter("',' or '}'", position);
                    return null;
            }
        }
    }

    /// <summary>The measure of a container, from what the counters were before it.</summary>
    Measure Close(in Counters outside, int deepest, bool isEmpty = false)
    {
        _utf8Length += isEmpty ? 2 : 1;
        _lastDepth = deepest + 1;
        return new Measure(
            outside.ValuesLeft - _valuesLeft,
            _utf8Length - outside.Utf8Length,
            outside.NumberBytesLeft - _numberBytesLeft,
            (short)_lastDepth);
    }

    /// <summary>Counts the text of a scalar.</summary>
    void CountScalar(int utf8Length)
    {
        _utf8Length += utf8Length;
        _lastDepth = 0;
    }

    /// <summary>Reads a name as far as its colon, and adds it to those of its object.</summary>
    JsonName? ReadName(int start, ref MemberCollector members, out int colon)
    {
        colon = start;
        if (At(start) != '"')
        {
            RefuseCharacter("a member's name in quotes", start);
            return null;
        }

        var end = StringScanner.IndexOfSpecial(_text, start + 1);
        JsonName name;
        if (At(end) == '"')
            name = JsonName.FromText(_text[(start + 1)..end]);
        else if (ReadEscaped(start, out end) is { } text)
            name = JsonName.FromText(text.AsSpan(1, text.Length - 2));
        else
            return null;

        colon = SkipWhiteSpace(end + 1);
        if (At(colon) != ':')
        {
            RefuseCharacter("':'", colon);
            return null;
        }

        members.AddName(name, start);
        return name;
    }

    JsonString? ReadString(int start, out int end)
    {
        var quote = StringScanner.IndexOfSpecial(_text, start + 1);
        end = quote + 1;
        if (At(quote) == '"')
        {
            CountScalar(end - start);
            return new JsonString(_texts.Keep(_text[start..end], _text.Length - start));
        }

        var text = ReadEscaped(start, out quote);
        if (text is null)
            return null;
        end = quote + 1;
        CountScalar(text.Length);
        return new JsonString(text);
    }

    /// <summary>The text of a string that has escapes, with the fewest, in quotes.</summary>
    byte[]? ReadEscaped(int start, out int quote)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(_text.Length - start);
        quote = StringScanner.Normalise(_text, start + 1, buffer, out var written, out _refusal);
        byte[]? text = quote < 0 ? null : [(byte)'"', .. buffer.AsSpan(0, written), (byte)'"'];
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    JsonNumber? ReadNumber(int start, out int end)
    {
        end = NumberScanner.Scan(_text, start, _limits, out var expandedLength, out _refusal);
        if (end < 0)
            return null;

        _numberBytesLeft -= expandedLength;
        if (_numberBytesLeft < 0)
        {
            Refuse(
                JsonFaultCodes.NumberTooLarge,
                $"written without exponents, the numbers take more than {_limits.MaxExpandedNumberBytes} bytes.",
                start);
            return null;
        }

        CountScalar(end - start);
        var literal = _text[start..end];
        return JsonNumber.TryGetShared(literal)
            ?? new JsonNumber(_texts.Keep(literal, _text.Length - start), expandedLength);
    }

    JsonValue? ReadLiteral(ReadOnlySpan<byte> literal, JsonValue value, int start, out int end)
    {
        end = start + literal.Length;
        CountScalar(literal.Length);
        return _text[start..].StartsWith(literal) ? value : RefuseCharacter("a value", start);
    }

    /// <summary>The first position that is no white space. Mostly there is none, hence the short way out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly int SkipWhiteSpace(int position) => At(position) > ' ' ? position : SkipRun(position);

    readonly int SkipRun(int position)
    {
        while (At(position) is ' ' or '\n' or '\r' or '\t')
            position++;
        return position;
    }

    /// <summary>The byte at a position; NUL, which is legal nowhere, behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly char At(int position)
    {
        var text = _text; // A local, so that one comparison is the bounds check too.
        return (uint)position < (uint)text.Length ? (char)text[position] : '\0';
    }

    JsonValue? RefuseCharacter(string expected, int position)
    {
        if (position == _text.Length)
            return Refuse(JsonFaultCodes.Syntax, $"the text ends where {expected} is expected.", position);
        var found = _text[position];
        return Refuse(
            JsonFaultCodes.Syntax,
            found is > 0x20 and < 0x7F
                ? $"expected {expected}, found '{(char)found}'."
                : $"expected {expected}, found byte 0x{found:X2}.",
            position);
    }

    JsonValue? Refuse(string code, string detail, int position)
    {
        _refusal = new Refusal(code, detail, position);
        return null;
    }

    JsonObject? RefuseDuplicate(string name, int position)
    {
        var detail = $"the object has two members named '{JsonFault.Excerpt(name)}'.";
        Refuse(JsonFaultCodes.DuplicateMember, detail, position);
        Locate(name);
        return null;
    }

    /// <summary>On the way out of a fault, from the inside outwards.</summary>
    void Locate(string token) => _pointer = JsonPointer.Escape(token) + _pointer;

    /// <summary>What the reader had counted when a container began.</summary>
    readonly record struct Counters(int ValuesLeft, int NumberBytesLeft, int Utf8Length);
}
