using Patchlog.Server.Tests.Contracts.Provoking;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>The table for people is the list of the program, and every problem in it has been seen.</summary>
public sealed class ProblemTableTests
{
    // Codes that no request in good order or out of it gets from a documented operation, and the tests that get them.
    static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["forbidden"] = "Routing/AccessTests.cs",
        ["method-not-allowed"] = "Http/ContentNegotiationTests.cs",
        ["invalid-frame"] = "WebSockets/BadFrameTests.cs",
        ["subscription-lost"] = "WebSockets/DurableSubscriptionTests.cs",
        ["rebalanced"] = "WebSockets/DurableSubscriptionTests.cs",
        ["history-too-costly"] = "Http/CostlyHistoryTests.cs",
        ["unexplainable"] = "Bundles/ExplanationTests.cs",
        ["schema-violation"] = "Bundles/SchemaValidationTests.cs",
        ["rejected"] = "Bundles/HandlerCommandTests.cs",
        ["handler-failed"] = "Bundles/HandlerCommandTests.cs",
        ["handler-limit"] = "Bundles/HandlerCommandTests.cs",
        ["rule-failed"] = "Bundles/RuleCommandTests.cs",
        ["process-failed"] = "Bundles/ProcessTests.cs",
        ["internal"] = "Http/RouteFailureTests.cs",
        ["query-timeout"] = "Http/RouteFailureTests.cs",
        ["journal-damaged"] = "Faults/DamagedJournalTests.cs",
    };

    [Fact]
    public void Docs_problems_lists_every_code_with_its_status_and_whether_to_try_again()
    {
        var rows = File.ReadLines(Repository.Path("docs/problems.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1].Trim('`'), cells[2], cells[3]));

        rows.ShouldBe(ProblemCode.All.Select(code =>
            (code.Name, $"{code.Status}", code.IsRetryable ? "yes" : "no")));
    }

    [Fact]
    public void Every_code_is_what_some_test_gets()
    {
        var byRequest = Exercises.All.SelectMany(exercise => exercise.All).Select(way => way.Answer)
            .Concat(Exercises.OfTrouble).ToHashSet();

        ProblemCode.All.Select(code => code.Name).Where(code => !byRequest.Contains(code))
            .ShouldBe(Elsewhere.Keys, ignoreOrder: true);
        foreach (var (code, file) in Elsewhere)
            File.ReadAllText(Repository.Path($"tests/Patchlog.Server.Tests/{file}")).ShouldContain($"\"{code}\"");
    }
}
