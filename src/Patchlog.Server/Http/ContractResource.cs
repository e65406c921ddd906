using Patchlog.Json;
using Patchlog.Server.Contracts;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary><c>/openapi.json</c> and <c>/asyncapi.json</c>: written when first asked for, when the table is whole.</summary>
sealed class ContractResource(IReadOnlyList<ResourceRoute> table, IntakeLimits limits)
{
    readonly Lazy<byte[]> _openApi = new(() => Written(writer => OpenApiDocument.Write(writer, table, limits)));
    readonly Lazy<byte[]> _asyncApi = new(() => Written(writer => AsyncApiDocument.Write(writer, limits)));

    public Task<Reply> OpenApiAsync(HttpContext _) => ReplyAsync(_openApi);

    public Task<Reply> AsyncApiAsync(HttpContext _) => ReplyAsync(_asyncApi);

    static Task<Reply> ReplyAsync(Lazy<byte[]> document) =>
        Task.FromResult(Reply.Of(StatusCodes.Status200OK, writer => writer.Raw(document.Value)));

    static byte[] Written(Action<JsonWriter> write)
    {
        using var writer = new JsonWriter();
        write(writer);
        return writer.Written.ToArray();
    }
}
