using Patchlog.Json.Schema;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Schema;

/// <summary>Every required test of the official suite, for each draft.</summary>
public sealed class SuiteTests
{
    public static TheoryData<string, string> RequiredFiles()
    {
        var rows = new TheoryData<string, string>();
        foreach (var (draft, _) in Suite.Drafts)
        {
            foreach (var file in Suite.Files(draft))
                rows.Add(draft, file);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(RequiredFiles))]
    public void The_required_tests_pass(string draft, string file)
    {
        var result = Suite.Run(draft, file, OptionsOf(draft));

        result.Failed.ShouldBeEmpty();
    }

    /// <summary>
    /// The tests that can't be asked: they compare strings with U+0000, which <see cref="JsonValue"/> refuses to hold.
    /// </summary>
    [Theory]
    [InlineData("draft4", 576, 2)]
    [InlineData("draft6", 773, 4)]
    [InlineData("draft7", 857, 4)]
    [InlineData("draft2019-09", 1172, 4)]
    [InlineData("draft2020-12", 1172, 4)]
    public void The_suite_is_complete(string draft, int passed, int unreadable)
    {
        var results = Suite.Files(draft).Select(file => Suite.Run(draft, file, OptionsOf(draft))).ToArray();

        results.Sum(result => result.Passed).ShouldBe(passed);
        results.Sum(result => result.Unreadable.Count).ShouldBe(unreadable);
        results.SelectMany(result => result.Unreadable)
            .ShouldAllBe(name => name.StartsWith("nul characters in strings", StringComparison.Ordinal));
    }

    internal static SchemaOptions OptionsOf(string draft) => new()
    {
        Draft = Suite.Drafts.First(known => known.Name == draft).Draft,
        Documents = Suite.Remotes,
    };
}
