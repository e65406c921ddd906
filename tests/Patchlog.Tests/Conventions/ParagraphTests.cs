using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Patchlog.Tests.Conventions;

/// <summary>A blank line stands between the steps of a method.</summary>
public sealed class ParagraphTests
{
    // A shorter body is one step.
    const int LeastLines = 6;

    // Blank lines in a hundred lines of bodies: less is a wall.
    const double LeastBlank = 8;

    [Fact]
    public void Every_folder_of_the_product_has_blank_lines_between_steps() => (
        from file in SourceTree.Product
        from body in BodiesOf(file)
        group (file, body) by file.Room into room
        let lines = room.Sum(item => item.body.Length)
        let blank = room.Sum(item => item.body.Count(string.IsNullOrWhiteSpace))
        let share = 100.0 * blank / lines
        where share < LeastBlank
        select $"{room.Key}: {share:0.0} of 100 lines in method bodies of {LeastLines} lines and more are blank; at least "
            + $"{LeastBlank} should be. Begin with {string.Join(", ", Densest(room))}.").ShouldBeKept();

    /// <summary>The lines between the braces of each method, without those of short ones.</summary>
    static IEnumerable<string[]> BodiesOf(SourceFile file)
    {
        var text = file.Syntax.SyntaxTree.GetText();
        foreach (var body in file.Syntax.DescendantNodes().Select(BodyOf).OfType<BlockSyntax>())
        {
            var (first, last) = (file.LineOf(body.OpenBraceToken.SpanStart) + 1, file.LineOf(body.CloseBraceToken.SpanStart));
            if (last - first >= LeastLines)
                yield return [.. Enumerable.Range(first, last - first).Select(line => text.Lines[line].ToString())];
        }
    }

    // Local functions are lines of the method that they are in.
    static BlockSyntax? BodyOf(Microsoft.CodeAnalysis.SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => method.Body,
        AccessorDeclarationSyntax accessor => accessor.Body,
        _ => null,
    };

    static IEnumerable<string> Densest(IEnumerable<(SourceFile File, string[] Body)> room) => room
        .GroupBy(item => item.File.Name)
        .Select(file => (file.Key,
            Missing: file.Sum(item => item.Body.Length * LeastBlank / 100 - item.Body.Count(string.IsNullOrWhiteSpace))))
        .Where(file => file.Missing > 1)
        .OrderByDescending(file => file.Missing)
        .Take(8)
        .Select(file => file.Key);
}
