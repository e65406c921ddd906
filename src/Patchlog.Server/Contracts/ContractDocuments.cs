using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>
/// <c>/openapi.json</c> and <c>/asyncapi.json</c>. They are written when somebody first asks: the table of routes is
/// complete by then.
/// </summary>
/// <param name="routes">Describes the table of routes.</param>
/// <param name="limits">The bounds that the documents name.</param>
sealed class ContractDocuments(Func<IReadOnlyList<RouteDescription>> routes, IntakeLimits limits)
{
    readonly Lazy<byte[]> _openApi = new(() => Written(writer => OpenApiDocument.Write(writer, routes(), limits)));
    readonly Lazy<byte[]> _asyncApi = new(() => Written(writer => AsyncApiDocument.Write(writer, limits)));

    public Task<Reply> OpenApiAsync() => ReplyAsync(_openApi);

    public Task<Reply> AsyncApiAsync() => ReplyAsync(_asyncApi);

    static Task<Reply> ReplyAsync(Lazy<byte[]> document) =>
        Task.FromResult(Reply.Of(StatusCodes.Status200OK, writer => writer.Raw(document.Value)));

    static byte[] Written(Action<JsonWriter> write)
    {
        using var writer = new JsonWriter();
        write(writer);
        return writer.Written.ToArray();
    }
}
