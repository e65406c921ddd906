using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary><c>/v1/{tenant}/{type}</c>: new documents.</summary>
/// <param name="writes">Carries the commands out.</param>
sealed class CollectionResource(Writes writes)
{
    public async Task<Reply> CreateAsync(ResourceRequest request)
    {
        if (!request.TryReadTypeOfWrite(out var type, out var problem))
            return problem;

        if (!(await request.ReadDocumentAsync("/body")).TryGet(out var body, out problem))
            return problem;

        var envelope = JsonObject.Of(
            new("type", "create"), new("tenant", request.Tenant.Value), new("targetName", type.Value),
            new("body", body));
        return await writes.CarryOutAsync(request, envelope, StatusCodes.Status201Created);
    }
}
