using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Patchlog.Tests.Conventions;

/// <summary>
/// What a reader's screen shows at once. Methods of at most 60 lines (MA0051) and files that are named after their type
/// (MA0048) are for the compiler: see .editorconfig.
/// </summary>
public sealed class LayoutTests
{
    const int MaxColumns = 120;
    const int MaxLines = 300;

    [Theory]
    [InlineData("src", ".cs", ".sql")]
    [InlineData("clients/typescript/src", ".ts")]
    [InlineData("examples/projections/src", ".ts", ".sql")]
    public void No_line_is_longer_than_120_columns(string folder, params string[] extensions) => (
        from path in SourceTree.Paths(folder, extensions)
        where !path.EndsWith(".d.ts", StringComparison.Ordinal)
        from line in SourceTree.Lines(path).Select((text, index) => (Text: text, Number: index + 1))
        let columns = line.Text.EnumerateRunes().Count()
        where columns > MaxColumns
        select $"{path}:{line.Number} has {columns} columns: break it.").ShouldBeKept();

    [Fact]
    public void No_file_of_the_product_has_300_lines() => (
        from path in SourceTree.Paths("src", ".cs", ".sql")
        let lines = SourceTree.Lines(path).Length
        where lines >= MaxLines
        select $"{path} has {lines} lines: give one of its ideas a file of its own.").ShouldBeKept();

    [Fact]
    public void The_product_never_claims_that_something_is_not_null() => (
        from file in SourceTree.Product
        from node in file.Syntax.DescendantNodes()
        where node.IsKind(SyntaxKind.SuppressNullableWarningExpression)
        select $"{file.Locate(node)} says '{node}': let the types say it, or throw where it would be null.").ShouldBeKept();
}
