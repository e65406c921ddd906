using System.Diagnostics.CodeAnalysis;
using System.Text;
using Patchlog.Bundles;

namespace Patchlog.Server.Verbs;

/// <summary>Reads a file that a verb was told to read, and no more of it than is allowed.</summary>
static class BoundedFile
{
    /// <summary>Reads a file, which may be a pipe, and may begin with a byte order mark.</summary>
    /// <param name="path">Its path, which faults name.</param>
    /// <param name="most">The bytes that it may have.</param>
    /// <param name="text">Its bytes, without a byte order mark, if the answer is true.</param>
    /// <param name="fault">Why it can't be read, if the answer is false.</param>
    public static bool TryRead(
        string path, int most, out ReadOnlyMemory<byte> text, [NotNullWhen(false)] out BundleFault? fault)
    {
        (text, fault) = (default, null);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            text = ReadToEnd(stream, most + 1);
            if (text.Length <= most)
            {
                text = WithoutMark(text);
                return true;
            }

            fault = new(path, $"The file has more than {most} bytes.");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            fault = new(path, "There is no such file.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            fault = new(path, $"The file can't be read. {failure.Message}");
        }

        return false;
    }

    // A byte more than is allowed shows that there are too many. A pipe does not tell its length beforehand.
    static ReadOnlyMemory<byte> ReadToEnd(FileStream stream, int most)
    {
        var bytes = new byte[stream.CanSeek ? (int)Math.Clamp(stream.Length + 1, 1, most) : 64 << 10];
        var count = 0;
        while (stream.Read(bytes.AsSpan(count)) is > 0 and var read)
        {
            count += read;
            if (count == most)
                break;

            if (count == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(2L * bytes.Length, most));
        }

        return bytes.AsMemory(0, count);
    }

    static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> text) =>
        text.Span.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text;
}
