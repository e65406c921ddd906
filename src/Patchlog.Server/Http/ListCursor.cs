using System.Buffers.Text;
using System.Text;

namespace Patchlog.Server.Http;

/// <summary>
/// Where a list goes on: opaque to clients, and bound to the list it came from. It is no secret and grants nothing, so
/// it is not signed: whoever makes one up only chooses a place in a list that is theirs to read.
/// </summary>
static class ListCursor
{
    public static string Write(Tenant tenant, TargetName type, AggregateId after) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"1/{tenant}/{type}/{after}"));

    public static bool TryRead(string cursor, Tenant tenant, TargetName type, out AggregateId after)
    {
        after = default;
        return Base64Url.IsValid(cursor)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('/') is ["1", var owner, var list, var id]
            && owner == tenant.Value && list == type.Value
            && AggregateId.TryParse(id, out after);
    }
}
