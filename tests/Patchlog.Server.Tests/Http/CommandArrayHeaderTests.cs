using Patchlog.Server.Tests.Harness;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Headers that are of one command say nothing about several.</summary>
public sealed class CommandArrayHeaderTests(SqliteBackend backend) : ServerFixture(backend)
{
    [Theory]
    [InlineData("If-Match", "\"77\"")]
    [InlineData("If-Match", "*")]
    [InlineData("If-None-Match", "*")]
    [InlineData("Idempotency-Key", "1")]
    public async Task A_header_of_one_command_is_refused_on_an_array(string header, string value)
    {
        var commands = $"[{Command.Create("""{"id":"42"}""")}]";

        (await Api.Post("/commands", commands).With(header, value)).ShouldBeProblem(400, "invalid-request");
        (await Api.Get("/orders/42")).ShouldBe(404);
    }
}
