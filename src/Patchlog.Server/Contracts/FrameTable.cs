using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Contracts;

/// <summary>The descriptions of all frames.</summary>
static class FrameTable
{
    public static IReadOnlyList<Frame> Of(IntakeLimits limits) =>
        [.. CommandFrames.Of(limits), .. SubscriptionFrames.All];

    /// <summary>The schemas of the frames, by name.</summary>
    public static JsonObject Schemas(IntakeLimits limits) => JsonObject.Of(
    [
        .. Of(limits)
            .Where(frame => frame.HasOwnSchema)
            .Select(frame => new JsonMember(frame.Schema, frame.ToSchema())),
    ]);
}
