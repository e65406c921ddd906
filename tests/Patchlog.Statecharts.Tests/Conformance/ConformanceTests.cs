using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests.Conformance;

/// <summary>
/// The SCXML documents of SCION's test framework, as definitions: <c>convert.js</c> makes <c>Cases/scxml.json</c> of
/// them, and says of each that it leaves out why.
/// </summary>
public sealed class ConformanceTests
{
    [Fact]
    public void Documents_of_SCXML_behave_as_their_scripts_say()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Cases", "scxml.json");
        var document = Given.Object(File.ReadAllText(file));
        var cases = ((JsonArray)document["cases"]!).Items.ToArray().Cast<JsonObject>().ToArray();
        var differences = new List<string>();
        foreach (var one in cases)
        {
            try
            {
                if (new ConformanceCase(one).FindDifference() is { } difference)
                    differences.Add(difference);
            }
            catch (ShouldAssertException e)
            {
                differences.Add($"{one["name"]}: {e.Message}");
            }
        }

        differences.ShouldBeEmpty(string.Join("\n", differences));
        cases.Length.ShouldBe(167);
        ((JsonObject)document["excluded"]!).Count.ShouldBe(168);
    }
}
