using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Patchlog.Tests.Conventions;

/// <summary>One word has one meaning: nothing that has a name bears one that was replaced.</summary>
public sealed class GlossaryTests
{
    static readonly Regex WordPattern = new("[A-Za-z_$][A-Za-z0-9_$]*(-[a-z]+)*", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    static readonly Regex InlineCode = new("`[^`]+`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    [Fact]
    public void No_declared_name_is_a_replaced_one() => (
        from file in SourceTree.CSharp
        where !file.IsBelow("tests/Patchlog.Tests/Conventions")
        from node in file.Syntax.DescendantNodes()
        from name in NamesDeclaredBy(node)
        let replaced = Glossary.Find(
            name.Text, file.Path, node is MethodDeclarationSyntax or LocalFunctionStatementSyntax, node is BaseTypeDeclarationSyntax)
        where replaced is not null
        select Objection($"{file.Locate(name)} declares {name.Text}", replaced)).ShouldBeKept();

    // Problem codes, members of the wire, verbs, and names of tables.
    [Fact]
    public void No_text_in_the_code_has_a_replaced_cursor() => (
        from file in SourceTree.CSharp
        where !file.IsBelow("tests/Patchlog.Tests/Conventions")
        from token in file.Syntax.DescendantTokens()
        where IsText(token)
        from word in WordPattern.Matches(token.ValueText)
        where word.Value.Contains("cursor", StringComparison.OrdinalIgnoreCase)
        let replaced = Glossary.Find(word.Value, file.Path)
        where replaced is not null
        select Objection($"{file.Locate(token)} says {word.Value}", replaced)).ShouldBeKept();

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    [InlineData("clients")]
    [InlineData("examples")]
    [InlineData("docs")]
    public void No_file_bears_a_replaced_name(string folder) => (
        from path in SourceTree.Paths(folder)
        let replaced = Glossary.Find(Path.GetFileNameWithoutExtension(path), path)
        where replaced is not null
        select Objection(path, replaced)).ShouldBeKept();

    [Theory]
    [InlineData("src", ".sql")]
    [InlineData("bench", ".sql")]
    [InlineData("examples", ".sql")]
    [InlineData("clients", ".ts")]
    [InlineData("examples", ".ts")]
    public void No_identifier_of_sql_or_typescript_is_a_replaced_one(string folder, string extension) => (
        from path in SourceTree.Paths(folder, extension)
        from line in CodeOf(path, extension == ".sql" ? "--" : "//")
        from word in WordPattern.Matches(line.Text)
        let replaced = Glossary.Find(word.Value, path)
        where replaced is not null
        select Objection($"{path}:{line.Number} says {word.Value}", replaced)).ShouldBeKept();

    // Decisions and the change log tell what was; all else tells what is.
    [Fact]
    public void No_code_in_the_documents_has_a_replaced_name() => (
        from path in ((string[])["docs", "clients", "examples"]).SelectMany(folder => SourceTree.Paths(folder, ".md"))
            .Concat(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
        where !path.StartsWith("docs/decisions/", StringComparison.Ordinal)
        from line in SourceTree.Lines(path).Select((text, index) => (Text: text, Number: index + 1))
        from code in InlineCode.Matches(line.Text)
        from word in WordPattern.Matches(code.Value)
        let replaced = Glossary.Find(word.Value, path)
        where replaced is not null
        select Objection($"{path}:{line.Number} says {word.Value}", replaced)).ShouldBeKept();

    static string Objection(string where, Glossary.Replaced replaced) =>
        $"{where}: \"{replaced.Word}\" was replaced. Say {replaced.Instead}.";

    static IEnumerable<SyntaxToken> NamesDeclaredBy(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier],
        DelegateDeclarationSyntax type => [type.Identifier],
        EnumMemberDeclarationSyntax member => [member.Identifier],
        MethodDeclarationSyntax method => [method.Identifier],
        PropertyDeclarationSyntax property => [property.Identifier],
        EventDeclarationSyntax member => [member.Identifier],
        VariableDeclaratorSyntax variable => [variable.Identifier],
        SingleVariableDesignationSyntax variable => [variable.Identifier],
        ForEachStatementSyntax loop => [loop.Identifier],
        ParameterSyntax parameter => [parameter.Identifier],
        TypeParameterSyntax parameter => [parameter.Identifier],
        LocalFunctionStatementSyntax function => [function.Identifier],
        TupleElementSyntax element => [element.Identifier],
        FromClauseSyntax range => [range.Identifier],
        LetClauseSyntax range => [range.Identifier],
        JoinClauseSyntax range => [range.Identifier],
        BaseNamespaceDeclarationSyntax space => space.Name.DescendantTokens(),
        _ => [],
    };

    static bool IsText(SyntaxToken token) => token.Kind() is SyntaxKind.StringLiteralToken
        or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
        or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.Utf8SingleLineRawStringLiteralToken
        or SyntaxKind.Utf8MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedStringTextToken;

    /// <summary>The lines of a file without their comments; what stands in strings stays, for it may be a name.</summary>
    static IEnumerable<(string Text, int Number)> CodeOf(string path, string comment) =>
        SourceTree.Lines(path)
            .Select((text, index) => (Text: text, Number: index + 1))
            .Where(line => !line.Text.TrimStart().StartsWith('*') && !line.Text.TrimStart().StartsWith("/*", StringComparison.Ordinal))
            .Select(line => (line.Text.Split(comment)[0], line.Number));
}
