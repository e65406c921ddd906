namespace Patchlog.Server.Tests.Harness;

/// <summary>Names that nobody used before.</summary>
static class Fresh
{
    /// <summary>Valid as a tenant, an aggregate id and a command id.</summary>
    public static string Id() => Guid.CreateVersion7().ToString("N");
}
