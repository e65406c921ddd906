using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;

namespace Patchlog.Server.Tests.Pages;

/// <summary>A website of a test's own, whose pages have the client for browsers at <c>/client/index.js</c>.</summary>
sealed class OwnPage : IAsyncDisposable
{
    const string Folder = "clients/typescript";

    readonly ScratchFolder _client = new();
    readonly LocalHttpServer _site;

    OwnPage() => _site = LocalHttpServer.Start(Answer);

    /// <summary>Where it is.</summary>
    public Uri Address => _site.Address;

    /// <summary>The website's origin (RFC 6454).</summary>
    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Compiles the client, and offers it.</summary>
    public static async Task<OwnPage> StartAsync()
    {
        var page = new OwnPage();
        var compiler = Repository.Path($"{Folder}/node_modules/typescript/bin/tsc");
        await using var compiling = ChildProcess.Start(
            "node", [compiler, "--project", Repository.Path(Folder), "--outDir", page._client.Path]);
        (await compiling.ExitCodeAsync()).ShouldBe(0, string.Join('\n', compiling.Output));

        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _client.Dispose();
    }

    LocalAnswer Answer(LocalRequest request)
    {
        if (request.Path == "/")
            return new(200, "<!doctype html><title>A page</title>", ("Content-Type", "text/html"));

        const string OfClient = "/client/";
        var file = _client.File(request.Path.StartsWith(OfClient, StringComparison.Ordinal)
            ? request.Path[OfClient.Length..]
            : "none");

        return File.Exists(file)
            ? new(200, File.ReadAllBytes(file), ("Content-Type", "text/javascript"))
            : new(404, "");
    }
}
