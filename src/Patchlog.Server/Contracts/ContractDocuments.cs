using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>
/// <c>/openapi.json</c> and <c>/asyncapi.json</c>. They are written when somebody first asks: the table of routes is
/// complete by then. The first has the types of the active bundle, and is written again for each bundle that somebody
/// asks under; only the last one is kept. Thread-safe.
/// </summary>
/// <param name="routes">Describes the table of routes.</param>
/// <param name="bundle">Answers the active bundle; null while there is none.</param>
/// <param name="limits">The bounds that the documents name.</param>
sealed class ContractDocuments(
    Func<IReadOnlyList<RouteDescription>> routes, Func<Bundle?> bundle, IntakeLimits limits)
{
    readonly Lazy<byte[]> _asyncApi = new(() => Written(writer => AsyncApiDocument.Write(writer, limits)));
    volatile OpenApi? _openApi;

    public Task<Reply> OpenApiAsync()
    {
        var active = bundle() ?? Bundle.Empty;
        var known = _openApi;
        if (known is null || known.Digest != active.Digest)
        {
            // Two that ask at once may both write it, at the moment of a change.
            known = new(
                active.Digest,
                new(() => Written(writer => OpenApiDocument.Write(writer, routes(), active, limits))));
            _openApi = known;
        }

        return ReplyAsync(known.Document.Value);
    }

    public Task<Reply> AsyncApiAsync() => ReplyAsync(_asyncApi.Value);

    static Task<Reply> ReplyAsync(byte[] document) => Task.FromResult(
        Reply.Of(StatusCodes.Status200OK, writer => writer.Raw(document)) with { Size = document.Length });

    static byte[] Written(Action<JsonWriter> write)
    {
        using var writer = new JsonWriter();
        write(writer);
        return writer.Written.ToArray();
    }

    sealed record OpenApi(string? Digest, Lazy<byte[]> Document);
}
