using System.Text;
using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests.Differential;

/// <summary>
/// Random machines on XState and here. The recorded ones run always; the variable <c>STATECHART_MACHINES</c> names a
/// file with others, which <c>generate.js</c> has written.
/// </summary>
public sealed class DifferentialTests
{
    const string Variable = "STATECHART_MACHINES";

    [Fact]
    public void Recorded_machines_are_interpreted_as_XState_does()
    {
        var (count, differences) = Compare(Path.Combine(AppContext.BaseDirectory, "Cases", "xstate.jsonl"));
        count.ShouldBe(300);
        differences.ShouldBeEmpty();
    }

    [Fact]
    public void Other_machines_are_interpreted_as_XState_does()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } file)
            return;

        var (count, differences) = Compare(file);
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} machines, {differences.Count} differ.");
        differences.Take(20).ShouldBeEmpty($"{differences.Count} of {count} differ.");
    }

    static (int Count, List<string> Differences) Compare(string file)
    {
        var differences = new List<string>();
        var count = 0;
        foreach (var line in File.ReadLines(file, Encoding.UTF8))
        {
            count++;
            var json = Given.Object(line);
            try
            {
                if (new DifferentialCase(json).FindDifference() is { } difference)
                    differences.Add(difference);
            }
            catch (ShouldAssertException e)
            {
                differences.Add($"Seed {json["seed"]}: {e.Message}");
            }
        }

        return (count, differences);
    }
}
