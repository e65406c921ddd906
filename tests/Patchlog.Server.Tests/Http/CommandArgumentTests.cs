using Patchlog.Server.Tests.Harness;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>The body of a custom command: there is one or not, and it is never passed over.</summary>
public sealed class CommandArgumentTests(SqliteBackend backend) : ServerFixture(backend)
{
    const string Route = "/orders/42/commands/ship";

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    public async Task Arguments_that_are_not_said_to_be_json_are_refused(string? mediaType)
    {
        (await Api.Send("POST", Route, """{"by":"truck"}""", mediaType)).ShouldBeProblem(415, "unsupported-media-type");
        (await Api.Send("POST", Route, """{"by":"truck"}""", mediaType).With("Transfer-Encoding", "chunked"))
            .ShouldBeProblem(415, "unsupported-media-type");
    }

    [Fact]
    public async Task No_arguments_need_no_media_type()
    {
        (await Api.Send("POST", Route)).ShouldBeProblem(404, "unknown-command");
    }
}
