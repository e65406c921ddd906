using System.Text.RegularExpressions;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Conventions;

/// <summary>What the documentation shows can be pasted into a terminal.</summary>
public sealed class CurlTests
{
    // Up to the end of the address, which may stand on the next line.
    static readonly Regex Command = new(@"curl\s[^`'""]*['""]?https?://[^'""\s`]*", RegexOptions.NonBacktracking);

    [Fact]
    public void An_address_with_brackets_is_called_with_g() => Commands()
        .Where(command => command.IndexOf("://", StringComparison.Ordinal) is var address && command[address..].Contains('['))
        .Where(command => !Regex.IsMatch(command, @"\s-[a-zA-Z]*g\b", RegexOptions.NonBacktracking))
        .ShouldBeEmpty("curl takes [a] for a range of addresses, unless it is told -g.");

    [Fact]
    public void There_are_such_commands() => Commands().Count(command => command.Contains('[')).ShouldBeGreaterThan(1);

    static IEnumerable<string> Commands() =>
        from file in Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Path, "docs"), "*.md")
            .Append(Path.Combine(RepositoryFolder.Path, "README.md"))
        from command in Command.Matches(File.ReadAllText(file))
        select command.Value;
}
