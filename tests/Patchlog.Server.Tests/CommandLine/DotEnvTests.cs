using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary>A <c>.env</c> file is read by the rules of the npm package dotenv.</summary>
public sealed class DotEnvTests
{
    [Theory]
    [InlineData("A=basic", "basic")]
    [InlineData("A = spaced", "spaced")]
    [InlineData("  A=indented", "indented")]
    [InlineData("A=", "")]
    [InlineData("A=''", "")]
    [InlineData("A=  white space within  ", "white space within")]
    [InlineData("export A=exported", "exported")]
    [InlineData("export\tA=exported", "exported")]
    [InlineData("A: yaml", "yaml")]
    [InlineData("A='single'", "single")]
    [InlineData("A=\"double\"", "double")]
    [InlineData("A=`back`", "back")]
    [InlineData("A='  kept  '", "  kept  ")]
    [InlineData("A=\"  kept  \"", "  kept  ")]
    [InlineData("A=`\"double\" and 'single'`", "\"double\" and 'single'")]
    [InlineData("A={\"foo\": \"bar\"}", "{\"foo\": \"bar\"}")]
    [InlineData("A=a\"b\"c", "a\"b\"c")]
    [InlineData("A=\"a\"b", "\"a\"b")]
    [InlineData("A=\"unfinished", "\"unfinished")]
    [InlineData("A=value # comment", "value")]
    [InlineData("A=value#comment", "value")]
    [InlineData("A=# comment", "")]
    [InlineData("A='value # no comment' # comment", "value # no comment")]
    [InlineData("A=\"value # no comment\" # comment", "value # no comment")]
    [InlineData("A=`value # no comment` # comment", "value # no comment")]
    [InlineData("A=\"one\\ntwo\\rthree\"", "one\ntwo\rthree")]
    [InlineData("A='one\\ntwo'", "one\\ntwo")]
    [InlineData("A=one\\ntwo", "one\\ntwo")]
    [InlineData("A=\"one\ntwo\n\nthree\"", "one\ntwo\n\nthree")]
    [InlineData("A='one\n# two\nB=three'", "one\n# two\nB=three")]
    [InlineData("A=\"one\r\ntwo\"", "one\ntwo")]
    [InlineData("A=postgres://u:p@h/d?a=b&c=d", "postgres://u:p@h/d?a=b&c=d")]
    [InlineData("A=first\nA=last", "last")]
    [InlineData("# A=comment\nA=value", "value")]
    [InlineData("\n\n  # comment\n\nA=value\n\n# comment", "value")]
    [InlineData("B=\nA=value", "value")]
    [InlineData("B=\"\nA=value", "value")]
    [InlineData("B=1\r\nA=value\r\nC=2\r\n", "value")]
    public void A_value_is_what_dotenv_makes_of_it(string text, string expected) =>
        DotEnv.Parse(text, ".env")["A"].ShouldBe(expected);

    [Theory]
    [InlineData("A=1\nnonsense\nB=2", 2)]
    [InlineData("A=1\n\n# comment\n=value", 4)]
    [InlineData("A=\"one\ntwo\"\nexport B", 3)]
    public void What_dotenv_passes_over_is_refused_with_its_line(string text, int line) =>
        Should.Throw<FormatException>(() => DotEnv.Parse(text, ".env")).Message.ShouldContain($".env, line {line}: ");

    [Fact]
    public async Task What_the_environment_has_wins_even_if_it_is_empty()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder.File(".env"), """
            export LOG_LEVEL=loud   # no such level
            LOG_FORMAT="loud"
            DATABASE_URL='sqlite:from-file.db'
            """, TestContext.Current.CancellationToken);
        await using var process = PatchlogProgram.Start(
            folder.Path, databaseUrl: null, [], ("LOG_LEVEL", ""), ("LOG_FORMAT", "json"));

        await process.LineAsync(ServerProcess.Readiness);

        File.Exists(folder.File("from-file.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_pipe_of_that_name_is_not_waited_for()
    {
        using var folder = new ScratchFolder();
        await using var making = ChildProcess.Start("mkfifo", [folder.File(".env")]);
        (await making.ExitCodeAsync()).ShouldBe(0);
        await using var process = PatchlogProgram.Start(folder.Path, "sqlite::memory:", []);

        await process.LineAsync(ServerProcess.Readiness);
    }
}
