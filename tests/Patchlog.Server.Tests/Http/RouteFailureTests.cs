using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Journal;
using Patchlog.Server.Http;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Wire;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>What a request is told when the route itself fails: only what is true, and nothing of the inside.</summary>
public sealed class RouteFailureTests
{
    const string Secret = "host db.internal, user admin";

    [Theory]
    [InlineData("GET", "no")]
    [InlineData("POST", "unknown")]
    [InlineData("PUT", "unknown")]
    [InlineData("PATCH", "unknown")]
    [InlineData("DELETE", "unknown")]
    public async Task After_a_fault_nobody_knows_what_a_write_did(string method, string applied)
    {
        var (status, body) = await AnswerAsync(method, new InvalidOperationException(Secret));

        status.ShouldBe(500);
        var problem = JsonExpectations.Read(body);
        problem.TextAt("code").ShouldBe("internal");
        problem.TextAt("applied").ShouldBe(applied);
        body.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData(Applied.No, "unavailable", "no")]
    [InlineData(Applied.Unknown, "outcome-unknown", "unknown")]
    public async Task Without_the_database_the_answer_says_whether_it_took_effect(
        Applied applied, string code, string word)
    {
        var (status, body) = await AnswerAsync("POST", new JournalUnavailableException(applied, new IOException(Secret)));

        status.ShouldBe(503);
        JsonExpectations.Read(body).ShouldBeProblem(503, code).TextAt("applied").ShouldBe(word);
        body.ShouldNotContain(Secret);
    }

    [Theory]
    [InlineData(429, "too-many-requests")]
    [InlineData(504, "query-timeout")]
    public async Task A_read_that_is_turned_away_is_no_fault_of_the_server(int status, string code)
    {
        var problem = new Problem(ProblemCode.All.Single(each => each.Name == code), "Why.");

        var (answered, body) = await AnswerAsync("GET", new ReadRefusedException(problem));

        answered.ShouldBe(status);
        JsonExpectations.Read(body).ShouldBeProblem(status, code).TextAt("detail").ShouldBe("Why.");
    }

    static async Task<(int Status, string Body)> AnswerAsync(string method, Exception failure)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        using var body = new MemoryStream();
        context.Response.Body = body;
        var failing = new ResourceMethod(method, "fail", Access.Open, _ => Task.FromException<Reply>(failure));
        var (limits, time) = (new IntakeLimits(), TimeProvider.System);
        await new Resource(
            new OpenAccess(), limits, MemoryBudgets.Of(limits, time), NullLogger.Instance, MediaTypes.Json, failing)
            .HandleAsync(context);
        return (context.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }
}
