using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Patchlog.Server.Bench;

/// <summary>Requests over one HTTP/1.1 connection, one at a time.</summary>
sealed class BenchHttp(BenchSettings settings, string run) : BenchConnection(settings, run, slots: 1)
{
    readonly BenchTemplate _create = TemplateOf(settings, run, "POST", "", "application/json",
        Encoding.UTF8.GetString(BenchDocument.Render($"{run}-{BenchTemplate.Target}", settings.DocumentBytes)));

    readonly BenchTemplate _patch = TemplateOf(settings, run, "PATCH", $"/{run}-{BenchTemplate.Target}",
        "application/json-patch+json", BenchPatch.Text);

    readonly BenchTemplate _read = TemplateOf(settings, run, "GET", $"/{run}-{BenchTemplate.Target}", "", "");

    protected override BenchTemplate TemplateOf(BenchAction action) => action switch
    {
        BenchAction.Create => _create,
        BenchAction.Patch => _patch,
        BenchAction.Read => _read,
    };

    protected override int Take(ReadOnlySpan<byte> received, out BenchAnswer? answer)
    {
        answer = null;
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return 0;

        var headers = received[..(head + 2)];
        var status = int.Parse(headers.Slice("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
        var length = BodyLength(headers, received[(head + 4)..]);
        if (length < 0)
            return 0;

        var body = received.Slice(head + 4, length);
        answer = new(Slot: 0, status < 400 ? null : body.IsEmpty ? $"http-{status}" : CodeOf(body));

        return head + 4 + length;
    }

    // Answers -1 while the body is not complete.
    static int BodyLength(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> rest)
    {
        if (HeaderOf(headers, "Transfer-Encoding: "u8).SequenceEqual("chunked"u8))
            return ChunkedLength(rest);

        var length = Utf8Parser.TryParse(HeaderOf(headers, "Content-Length: "u8), out int said, out _) ? said : 0;
        return length <= rest.Length ? length : -1;
    }

    // RFC 9112 §7.1, without trailers.
    static int ChunkedLength(ReadOnlySpan<byte> rest)
    {
        for (var at = 0; Utf8Parser.TryParse(rest[at..], out int size, out var digits, 'x');)
        {
            at += digits + size + 4;
            if (at > rest.Length)
                return -1;

            if (size == 0)
                return at;
        }

        return -1;
    }

    static ReadOnlySpan<byte> HeaderOf(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        for (var at = headers.IndexOf("\r\n"u8) + 2; at < headers.Length;)
        {
            var line = headers[at..(at + headers[at..].IndexOf("\r\n"u8))];
            if (line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name))
                return line[name.Length..];

            at += line.Length + 2;
        }

        return [];
    }

    static BenchTemplate TemplateOf(
        BenchSettings settings, string run, string method, string path, string type, string body)
    {
        var content = type.Length == 0
            ? ""
            : $"Content-Type: {type}\r\nContent-Length: {LengthOf(body)}\r\n"
                + $"Idempotency-Key: {run}-{BenchTemplate.Serial}\r\n";

        return new(_ => [],
            $"{method} /v1/{settings.Tenant}/{BenchDocument.TargetName}{path} HTTP/1.1\r\n"
            + $"Host: {settings.Url.Authority}\r\n{content}\r\n{body}");
    }

    static int LengthOf(string body) => new BenchTemplate(_ => [], body).Length;
}
