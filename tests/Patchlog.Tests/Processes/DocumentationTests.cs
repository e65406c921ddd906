using System.Text.RegularExpressions;
using Patchlog.Statecharts;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Processes;

/// <summary>What docs/processes.md shows is so.</summary>
public sealed partial class DocumentationTests
{
    static readonly string Text = File.ReadAllText(Path.Combine(RepositoryFolder.Path, "docs", "processes.md"));

    [Fact]
    public void The_processes_that_it_teaches_compile_and_are_drawn_as_it_shows()
    {
        var definitions = Blocks("json").Where(block => block.Contains("\"initial\"", StringComparison.Ordinal)).ToList();
        definitions.Insert(0, File.ReadAllText(
            Path.Combine(RepositoryFolder.Path, "examples", "orders", "processes", "fulfilment.json")));

        var drawings = definitions.Select(text =>
        {
            Statechart.TryCompile(new("process.json", text), out var chart, out var faults)
                .ShouldBeTrue(string.Join('\n', faults));

            return StatechartDrawing.ToMermaid(chart.ShouldNotBeNull(), []).TrimEnd();
        });

        Blocks("mermaid").ShouldBe(drawings);
    }

    static IEnumerable<string> Blocks(string language) => Fence().Matches(Text)
        .Where(match => match.Groups["language"].Value == language)
        .Select(match => match.Groups["content"].Value.TrimEnd());

    [GeneratedRegex(@"^```(?<language>[a-z]*)\n(?<content>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Fence();
}
