using Patchlog.Server.Tests.Harness;

namespace Patchlog.Server.Tests.Contracts.Provoking;

/// <summary>
/// A tenant as every request finds it: <c>orders/42</c> at version 2, <c>orders/gone</c>, which was deleted, <c>orders/41</c>,
/// which has a serial number that is unique, and a journal that ends at position 5.
/// </summary>
sealed record Scene(Uri Server, string Tenant)
{
    /// <summary>The id of the command that made <c>orders/42</c>.</summary>
    public const string KnownCommand = "known";

    /// <summary>The member of <c>orders</c> that is declared unique.</summary>
    public const string Unique = "/serial";

    /// <summary>HTTP below <c>/v1/{tenant}</c>.</summary>
    public Api Api => new(Server, $"/v1/{Tenant}");

    /// <summary>HTTP from the root of the server.</summary>
    public Api Root => new(Server);

    /// <summary>The commands of the tenant.</summary>
    public Envelopes Command => new(Tenant);

    /// <summary>Makes such a tenant.</summary>
    public static async Task<Scene> SetAsync(Uri server)
    {
        var scene = new Scene(server, Fresh.Id());
        var command = scene.Command;
        (await scene.Api.Post("/commands", $"""
            [{command.Create("""{"id":"42","n":1}""", KnownCommand)},{command.Patch("42", """{"n":2}""")},
            {command.Create("""{"id":"gone"}""")},{command.Delete("gone")},{command.Create("""{"id":"41","serial":41}""")}]
            """)).ShouldBe(200);
        return scene;
    }
}
