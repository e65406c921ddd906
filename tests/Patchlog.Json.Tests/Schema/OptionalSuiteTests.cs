using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Schema;

/// <summary>The optional tests of the official suite, those of formats with <c>format</c> asserted.</summary>
public sealed class OptionalSuiteTests
{
    const string Formats = "optional/format";

    /// <summary>Files that ask for what no draft requires and this validator does not do, and why.</summary>
    static readonly Dictionary<string, string> Excluded = new(StringComparer.Ordinal)
    {
        ["draft7/optional/content"] = "contentEncoding and contentMediaType are annotations, as later drafts say.",
    };

    public static TheoryData<string, string> OptionalFiles() => FilesBelow("optional");

    public static TheoryData<string, string> FormatFiles() => FilesBelow(Formats);

    [Theory]
    [MemberData(nameof(OptionalFiles))]
    public void The_optional_tests_pass(string draft, string file)
    {
        var options = SuiteTests.OptionsOf(draft);
        var isAboutFormat = file.EndsWith("ecmascript-regex", StringComparison.Ordinal);

        var result = Suite.Run(draft, file, options with { AssertFormat = isAboutFormat ? true : null });

        result.Failed.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(FormatFiles))]
    public void The_tests_of_formats_pass(string draft, string file)
    {
        var result = Suite.Run(draft, file, SuiteTests.OptionsOf(draft) with { AssertFormat = true });

        result.Failed.ShouldBeEmpty();
    }

    static TheoryData<string, string> FilesBelow(string folder)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (draft, _) in Suite.Drafts)
        {
            foreach (var file in Suite.Files(draft, folder))
            {
                if (!Excluded.ContainsKey($"{draft}/{file}"))
                    rows.Add(draft, file);
            }
        }

        return rows;
    }
}
