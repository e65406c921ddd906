using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>A disk that is full: SQLite on a file system of a few megabytes, which only the server sees.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task What_does_not_fit_is_not_applied_and_everything_else_goes_on()
    {
        using var folder = new ScratchFolder();
        Assert.SkipUnless(await MayMountAsync(folder.Path), "A file system of a test's own needs user namespaces, which this machine does not allow.");
        await using var server = await ServerProcess.StartOnSmallDiskAsync("12m", "sqlite:///{0}/small.db", ("LOG_LEVEL", "warn"));
        var (api, root) = (new Api(server.Address, "/v1/t"), new Api(server.Address));
        (await root.Get("/readyz")).ShouldBe(200);
        var body = $$"""{"text":"{{new string('x', 200_000)}}"}""";

        var (written, refused) = (0, (Answer?)null);
        for (; refused is null; written++)
            if (await api.Put($"/orders/{written}", body) is { Status: not 201 } answer)
                refused = answer;

        var problem = refused.ShouldBeProblem(503, "unavailable");
        problem.TextAt("applied").ShouldBe("no");
        problem.TextAt("detail")!.ShouldContain("no room");
        (await api.Get($"/orders/{written - 1}")).ShouldBeProblem(404, "not-found");
        (await api.Get($"/orders/{written - 2}")).ShouldBe(200);

        // What was found out a second ago is told until then.
        await Eventually.HoldsAsync(async () => (await root.Get("/readyz")).Status == 503);
        (await root.Get("/readyz")).ShouldBeProblem(503, "unavailable").TextAt("detail")!.ShouldContain("no room");
        server.Errors.Split('\n').Count(line => line.Contains("warn:", StringComparison.Ordinal)).ShouldBeLessThan(6);
    }

    static async Task<bool> MayMountAsync(string folder)
    {
        try
        {
            await using var trial = ChildProcess.Start("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", folder]);

            return await trial.ExitCodeAsync() == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;   // no such program
        }
    }
}
