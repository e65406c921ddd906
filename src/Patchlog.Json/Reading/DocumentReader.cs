using System.Diagnostics.CodeAnalysis;
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
    readonly SourceText _text;
    readonly JsonLimits _limits;
    readonly Scratch _scratch;
    TextArena _texts = new();
    ReadingCounters _counters;
    Refusal? _refusal;
    string _pointer = "";

    DocumentReader(ReadOnlySpan<byte> text, JsonLimits limits, Scratch scratch)
    {
        _text = new(text);
        _limits = limits;
        _scratch = scratch;
        _counters = new(limits);
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
        var start = _text.SkipWhiteSpace(0);
        if (start == _text.Length)
            return Refuse(JsonFaultCodes.EmptyDocument, "there is no value; send at least null.", start);

        var value = ReadValue(start, out var end);
        if (value is null)
            return null;

        end = _text.SkipWhiteSpace(end);
        return end == _text.Length
            ? value
            : Refuse(JsonFaultCodes.TrailingContent, "the value is complete; send one value per text.", end);
    }

    JsonValue? ReadValue(int start, out int end)
    {
        end = start;
        if (!_counters.TryTakeValue())
            return Refuse(JsonFaultCodes.TooManyValues,
                $"the text has more than the {_limits.MaxValues} values that are allowed.", start);

        switch (_text.At(start))
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
        if (!_counters.TryEnter(out var outside))
            return Refuse(JsonFaultCodes.TooDeep,
                $"the text nests deeper than the {_limits.MaxDepth} containers that are allowed.", start);

        var inside = _text.SkipWhiteSpace(start + 1);
        JsonValue? value = _text.At(start) == '{'
            ? ReadMembers(inside, outside, out end)
            : ReadItems(inside, outside, out end);
        _counters.Leave();

        return value;
    }

    JsonArray? ReadItems(int position, in ReadingCounters outside, out int end)
    {
        end = position + 1;
        if (_text.At(position) == ']')
        {
            _counters.CloseEmpty();
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
            _counters.Count(1);     // the comma before it, or the opening bracket
            deepest = Math.Max(deepest, _counters.LastDepth);
            position = _text.SkipWhiteSpace(itemEnd);
            switch (_text.At(position))
            {
                case ',':
                    position = _text.SkipWhiteSpace(position + 1);
                    continue;
                case ']':
                    end = position + 1;
                    var array = new JsonArray(items.Since(bottom).ToArray(), _counters.Close(outside, deepest));
                    items.PopTo(bottom);
                    return array;
                default:
                    RefuseCharacter("',' or ']'", position);
                    return null;
            }
        }
    }

    JsonObject? ReadMembers(int position, in ReadingCounters outside, out int end)
    {
        end = position + 1;
        if (_text.At(position) == '}')
        {
            _counters.CloseEmpty();
            return JsonObject.Empty;
        }

        var members = new MemberCollector(_scratch);
        var deepest = 0;
        while (true)
        {
            var name = members.TryExpected(_text.Bytes[position..]);
            if (name is not null)
                position += name.Utf8.Length - 1;
            else if ((name = ReadName(position, ref members, out var colon)) is null)
                return null;
            else
                position = colon + 1;

            var value = ReadValue(_text.SkipWhiteSpace(position), out var valueEnd);
            if (value is null)
            {
                Locate(name.Text);
                return null;
            }

            members.AddValue(name, value);
            _counters.Count(name.Utf8.Length);
            deepest = Math.Max(deepest, _counters.LastDepth);
            position = _text.SkipWhiteSpace(valueEnd);
            switch (_text.At(position))
            {
                case ',':
                    position = _text.SkipWhiteSpace(position + 1);
                    continue;
                case '}':
                    end = position + 1;
                    var shape = members.Finish(out var array, out var duplicate);
                    return shape is null
                        ? RefuseDuplicate(duplicate.Name.Text, duplicate.Offset)
                        : new JsonObject(array, shape, _counters.Close(outside, deepest));
                default:
                    RefuseCharacter("',' or '}'", position);
                    return null;
            }
        }
    }

    /// <summary>Reads a name as far as its colon, and adds it to those of its object.</summary>
    JsonName? ReadName(int start, ref MemberCollector members, out int colon)
    {
        colon = start;
        if (_text.At(start) != '"')
        {
            RefuseCharacter("a member's name in quotes", start);
            return null;
        }

        var end = StringScanner.IndexOfSpecial(_text.Bytes, start + 1);
        JsonName name;
        if (_text.At(end) == '"')
            name = JsonName.FromText(_text.Bytes[(start + 1)..end]);
        else if (StringScanner.ReadEscaped(_text.Bytes, start, out end, out _refusal) is { } text)
            name = JsonName.FromText(text.AsSpan(1, text.Length - 2));
        else
            return null;

        colon = _text.SkipWhiteSpace(end + 1);
        if (_text.At(colon) != ':')
        {
            RefuseCharacter("':'", colon);
            return null;
        }

        members.AddName(name, start);

        return name;
    }

    JsonString? ReadString(int start, out int end)
    {
        var quote = StringScanner.IndexOfSpecial(_text.Bytes, start + 1);
        end = quote + 1;
        if (_text.At(quote) == '"')
        {
            _counters.CountScalar(end - start);
            return new JsonString(_texts.Copy(_text.Bytes[start..end], _text.Length - start));
        }

        var text = StringScanner.ReadEscaped(_text.Bytes, start, out quote, out _refusal);
        if (text is null)
            return null;

        end = quote + 1;
        _counters.CountScalar(text.Length);
        return new JsonString(text);
    }

    JsonNumber? ReadNumber(int start, out int end)
    {
        end = NumberScanner.Scan(_text.Bytes, start, _limits, out var expandedLength, out _refusal);
        if (end < 0)
            return null;

        if (!_counters.TryTakeNumber(expandedLength))
        {
            Refuse(JsonFaultCodes.NumberTooLarge,
                $"written without exponents, the numbers take more than {_limits.MaxExpandedNumberBytes} bytes.",
                start);
            return null;
        }

        _counters.CountScalar(end - start);
        var literal = _text.Bytes[start..end];
        return JsonNumber.TryGetShared(literal)
            ?? new JsonNumber(_texts.Copy(literal, _text.Length - start), expandedLength);
    }

    JsonValue? ReadLiteral(ReadOnlySpan<byte> literal, JsonValue value, int start, out int end)
    {
        end = start + literal.Length;
        _counters.CountScalar(literal.Length);
        return _text.Bytes[start..].StartsWith(literal) ? value : RefuseCharacter("a value", start);
    }

    JsonValue? RefuseCharacter(string expected, int position)
    {
        _refusal = Refusal.OfCharacter(_text.Bytes, expected, position);
        return null;
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
}
