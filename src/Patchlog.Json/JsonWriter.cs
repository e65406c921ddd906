using System.Buffers;
using System.Buffers.Text;
using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>
/// Writes compact JSON as UTF-8, forwards only. It places commas and closes brackets; it does not check that an object
/// alternates names and values. Not thread-safe.
/// </summary>
/// <example><code>
/// using var writer = new JsonWriter();
/// writer.BeginObject().Member("type", "ack").Name("events").BeginArray().Value(@event).End().End();
/// await socket.SendAsync(writer.Written, …);
/// </code></example>
public sealed class JsonWriter : IDisposable
{
    /// <summary>With an output: bytes that are gathered before they are handed on.</summary>
    const int ChunkSize = 16 * 1024;

    readonly IBufferWriter<byte>? _output;
    byte[] _buffer;
    int _count;
    byte[] _closers = new byte[16];
    int _openCount;
    bool _needsComma;

    /// <summary>Writes into a pooled buffer that grows: see <see cref="Written"/>.</summary>
    /// <param name="capacity">Bytes to begin with.</param>
    public JsonWriter(int capacity = 1024) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>
    /// Writes to an output, in chunks; the last one follows at <see cref="Flush"/> or <see cref="Dispose"/>.
    /// </summary>
    public JsonWriter(IBufferWriter<byte> output)
        : this(ChunkSize)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    /// <summary>What was written and not handed on yet. Valid until the next call of any method.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _count);

    /// <summary>Begins an object; <see cref="End"/> closes it.</summary>
    public JsonWriter BeginObject() => Begin((byte)'{', (byte)'}');

    /// <summary>Begins an array; <see cref="End"/> closes it.</summary>
    public JsonWriter BeginArray() => Begin((byte)'[', (byte)']');

    /// <summary>Closes the innermost object or array.</summary>
    /// <exception cref="InvalidOperationException">None is open.</exception>
    public JsonWriter End()
    {
        if (_openCount == 0)
            throw new InvalidOperationException("No object or array is open.");
        Reserve(1);
        _buffer[_count++] = _closers[--_openCount];
        _needsComma = true;
        return this;
    }

    /// <summary>Writes a member's name; its value is to follow.</summary>
    public JsonWriter Name(ReadOnlySpan<char> name)
    {
        String(name);
        return EndName();
    }

    /// <summary>Writes a member's name, given as valid UTF-8; its value is to follow.</summary>
    public JsonWriter Name(ReadOnlySpan<byte> name)
    {
        String(name);
        return EndName();
    }

    /// <summary>Writes a string. A lone surrogate becomes U+FFFD.</summary>
    public JsonWriter String(ReadOnlySpan<char> value)
    {
        BeginValue(JsonText.MaxLength(value.Length) + 2);
        _buffer[_count++] = (byte)'"';
        JsonText.TryEncode(value, _buffer.AsSpan(_count), replaceInvalid: true, out var length);
        _count += length;
        _buffer[_count++] = (byte)'"';
        return this;
    }

    /// <summary>Writes a string that is given as valid UTF-8.</summary>
    public JsonWriter String(ReadOnlySpan<byte> value)
    {
        BeginValue(JsonText.MaxLength(value.Length) + 2);
        _buffer[_count++] = (byte)'"';
        _count += JsonText.Encode(value, _buffer.AsSpan(_count));
        _buffer[_count++] = (byte)'"';
        return this;
    }

    /// <summary>Writes a whole number.</summary>
    public JsonWriter Number(long value)
    {
        const int longest = 20;
        BeginValue(longest);
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_count), out var length);
        _count += length;
        return this;
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public JsonWriter Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes <c>null</c>.</summary>
    public JsonWriter Null() => Raw("null"u8);

    /// <summary>Writes one value whose text is at hand. It is not checked.</summary>
    public JsonWriter Raw(ReadOnlySpan<byte> utf8Json)
    {
        BeginValue(utf8Json.Length);
        utf8Json.CopyTo(_buffer.AsSpan(_count));
        _count += utf8Json.Length;
        return this;
    }

    /// <summary>Writes a value's compact text.</summary>
    public JsonWriter Value(JsonValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_output is { } output && value.Utf8Length > ChunkSize)
        {
            BeginValue(0);
            Flush();
            value.WriteTo(output);
        }
        else
        {
            BeginValue(value.Measure.Utf8Length);
            _count += value.Write(_buffer.AsSpan(_count));
        }

        return this;
    }

    /// <summary>Writes a member with a string.</summary>
    public JsonWriter Member(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Name(name).String(value);

    /// <summary>Writes a member with a whole number.</summary>
    public JsonWriter Member(ReadOnlySpan<char> name, long value) => Name(name).Number(value);

    /// <summary>Writes a member with a boolean.</summary>
    public JsonWriter Member(ReadOnlySpan<char> name, bool value) => Name(name).Boolean(value);

    /// <summary>Writes a member with a value.</summary>
    public JsonWriter Member(ReadOnlySpan<char> name, JsonValue value) => Name(name).Value(value);

    /// <summary>Forgets what was written, and what is open: the writer is as new.</summary>
    public void Clear()
    {
        _count = _openCount = 0;
        _needsComma = false;
    }

    /// <summary>Hands what was written to the output, if the writer has one.</summary>
    public void Flush()
    {
        if (_output is null)
            return;
        _output.Write(_buffer.AsSpan(0, _count));
        _count = 0;
    }

    /// <summary>Flushes, and gives the buffer back. The writer can't be used afterwards.</summary>
    public void Dispose()
    {
        if (_buffer.Length == 0)
            return;
        Flush();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _count = 0;
    }

    JsonWriter Begin(byte opener, byte closer)
    {
        BeginValue(1);
        _buffer[_count++] = opener;
        if (_openCount == _closers.Length)
            Array.Resize(ref _closers, _openCount * 2);
        _closers[_openCount++] = closer;
        _needsComma = false;
        return this;
    }

    JsonWriter EndName()
    {
        Reserve(1);
        _buffer[_count++] = (byte)':';
        _needsComma = false;
        return this;
    }

    /// <summary>Places the comma that is due, and finds room for the value.</summary>
    void BeginValue(int length)
    {
        Reserve(checked(length + 1));
        if (_needsComma)
            _buffer[_count++] = (byte)',';
        _needsComma = true;
    }

    void Reserve(int length)
    {
        if (_buffer.Length - _count >= length)
            return;
        Flush();
        if (_buffer.Length - _count >= length)
            return;

        var needed = checked(_count + length);
        var doubled = (int)Math.Min(_buffer.Length * 2L, Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, doubled));
        _buffer.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
