using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Patchlog.Bundles;

/// <summary>One artifact: a text file, by its path in the bundle. Immutable.</summary>
public sealed record BundleFile
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    BundleFile(string path, string text) => (Path, Text) = (path, text);

    /// <summary>Relative, with <c>/</c> between its segments, such as <c>schemas/order.json</c>.</summary>
    public string Path { get; }

    /// <summary>What it says, without a byte order mark.</summary>
    public string Text { get; }

    /// <summary>Takes a file in as text.</summary>
    /// <param name="path">Its path in the bundle.</param>
    /// <param name="content">Its bytes, which must be UTF-8 without U+0000.</param>
    /// <param name="file">The file.</param>
    /// <param name="fault">Why it can't be one.</param>
    public static bool TryRead(
        string path, ReadOnlySpan<byte> content,
        [NotNullWhen(true)] out BundleFile? file, [NotNullWhen(false)] out BundleFault? fault)
    {
        ArgumentNullException.ThrowIfNull(path);
        (file, fault) = (null, null);
        if (content.Length > BundleLimits.MaxFileBytes)
        {
            fault = new(path, $"The file has {content.Length} bytes; {BundleLimits.MaxFileBytes} are allowed.");
            return false;
        }

        if (content.StartsWith(Encoding.UTF8.Preamble))
            content = content[Encoding.UTF8.Preamble.Length..];

        try
        {
            var text = Strict.GetString(content);
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                file = new(path, text);
                return true;
            }

            fault = new(path, "The file has a character U+0000; artifacts are text.");
        }
        catch (DecoderFallbackException)
        {
            fault = new(path, "The file is not valid UTF-8; artifacts are text.");
        }

        return false;
    }

    /// <summary>A file whose text is known to be one, such as one that was stored.</summary>
    internal static BundleFile Trusted(string path, string text) => new(path, text);
}
