using System.Text.RegularExpressions;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary>What <c>--help</c> says.</summary>
public sealed class HelpTests
{
    [Fact]
    public async Task It_names_the_program_every_setting_of_the_readme_and_the_exit_codes()
    {
        var readme = await File.ReadAllTextAsync(Repository.Path("README.md"), TestContext.Current.CancellationToken);
        var settings = Regex.Matches(
                readme, "^\\| (`[A-Z_]+`(, )?)+",
                RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)
            .SelectMany(row => Regex.Matches(row.Value, "[A-Z_]{4,}", RegexOptions.NonBacktracking), (_, name) => name.Value).ToList();

        var help = await PatchlogProgram.RunAsync("sqlite::memory:", "--help");

        help.ExitCode.ShouldBe(0);
        help.Output.ShouldContain("patchlog [command] [options]");
        help.Output.ShouldNotContain("Patchlog.Server");
        settings.Count.ShouldBeGreaterThan(8);
        foreach (var setting in settings) help.Output.ShouldContain(setting);
        help.Output.ShouldContain("Exit codes: 0 ");
    }

    [Fact]
    public async Task That_of_a_verb_is_about_the_verb()
    {
        var help = await PatchlogProgram.RunAsync("sqlite::memory:", "verify", "--help");

        help.Output.ShouldContain("patchlog verify");
        help.Output.ShouldNotContain("DATABASE_URL");
    }
}
