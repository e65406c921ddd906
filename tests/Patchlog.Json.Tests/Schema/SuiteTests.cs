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

    internal static SchemaOptions OptionsOf(string draft) => new()
    {
        Draft = Suite.Drafts.First(known => known.Name == draft).Draft,
        Documents = Suite.Remotes,
    };
}
