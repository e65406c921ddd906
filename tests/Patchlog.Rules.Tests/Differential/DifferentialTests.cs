using Shouldly;
using Xunit;

namespace Patchlog.Rules.Tests.Differential;

/// <summary>
/// Random programs do here what they do on nools. Here are some, always the same; <c>bench/rules.sh differential</c>
/// runs any number of others.
/// </summary>
public sealed class DifferentialTests
{
    const int Seed = 20_261;
    const int Programs = 400;

    [Fact]
    public void Random_programs_do_what_they_do_on_nools()
    {
        using var comparison = new Comparison();
        var generator = new ProgramGenerator(Seed);
        for (var i = 0; i < Programs; i++)
        {
            var program = generator.Next();
            if (comparison.Compare(program) == Comparison.Outcomes.Different)
                Assert.Fail(comparison.Describe(comparison.Shrink(program)));
        }
    }

    [Fact]
    public void Programs_are_of_some_size()
    {
        var generator = new ProgramGenerator(Seed);
        var programs = Enumerable.Range(0, Programs).Select(_ => generator.Next()).ToList();
        programs.Average(program => program.Rules.Count).ShouldBeGreaterThan(2);
        programs.Count(program => program.RulesText.Contains("not(", StringComparison.Ordinal)).ShouldBeGreaterThan(90);
    }
}
