using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>The table for people is the list of the program.</summary>
public sealed class ProblemTable
{
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
}
