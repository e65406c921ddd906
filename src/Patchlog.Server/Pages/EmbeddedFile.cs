using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Pages;

/// <summary>
/// A file that the binary carries, with its entity tag, compressed for those who accept that. Its bytes are not touched
/// before somebody asks, and are not kept after that. Thread-safe.
/// </summary>
sealed class EmbeddedFile
{
    readonly string _mediaType;
    readonly Func<byte[]> _read;
    readonly bool _isCompressed;
    readonly string _securityPolicy;
    readonly Lazy<string> _digest;

    /// <param name="mediaType">The media type, with its charset if it is a text.</param>
    /// <param name="read">Reads the file as the binary has it.</param>
    /// <param name="isCompressed">True if the binary has it compressed (gzip).</param>
    /// <param name="securityPolicy">The Content-Security-Policy under which a browser shows it.</param>
    public EmbeddedFile(string mediaType, Func<byte[]> read, bool isCompressed, string securityPolicy)
    {
        (_mediaType, _read, _isCompressed, _securityPolicy) = (mediaType, read, isCompressed, securityPolicy);
        _digest = new(() => Convert.ToHexStringLower(SHA256.HashData(read()).AsSpan(0, 16)));
    }

    /// <summary>The answer to a request for it: the file, or that the client has it already.</summary>
    public Task<Reply> AnswerAsync(HttpRequest request)
    {
        var isCompressed = AcceptsGzip(request);
        // RFC 9110 §8.8.3.3: each coding of the file has a strong tag of its own.
        var tag = new EntityTagHeaderValue($"\"{_digest.Value}{(isCompressed ? "-gzip" : "")}\"");
        List<(string, string)> headers =
            [("ETag", tag.ToString()), ("Vary", "Accept-Encoding"), ("Content-Security-Policy", _securityPolicy)];

        if (HasAlready(request, tag))
            return Task.FromResult(new Reply(StatusCodes.Status304NotModified) { Headers = headers });

        if (isCompressed)
            headers.Add(("Content-Encoding", "gzip"));

        var bytes = Read(isCompressed);

        return Task.FromResult(new Reply(StatusCodes.Status200OK)
        {
            MediaType = _mediaType,
            Headers = headers,
            Body = writer => writer.Raw(bytes),
        });
    }

    byte[] Read(bool compressed) => (_isCompressed, compressed) switch
    {
        (true, false) => Decompress(_read()),
        (false, true) => Compress(_read()),
        _ => _read(),
    };

    static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == "gzip" && coding.Quality != 0);

    static bool HasAlready(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(candidate =>
            candidate.Equals(EntityTagHeaderValue.Any) || candidate.Compare(tag, useStrongComparison: false));

    static byte[] Compress(byte[] bytes)
    {
        using var copy = new MemoryStream();
        using (var stream = new GZipStream(copy, CompressionLevel.SmallestSize))
            stream.Write(bytes);

        return copy.ToArray();
    }

    static byte[] Decompress(byte[] bytes)
    {
        using var stream = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);

        return copy.ToArray();
    }
}
