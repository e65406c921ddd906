using Microsoft.CodeAnalysis;

namespace Patchlog.Tests.Conventions;

/// <summary>A C# file.</summary>
/// <param name="Path">Relative to the repository, with forward slashes.</param>
/// <param name="Syntax">All that is in it.</param>
sealed record SourceFile(string Path, SyntaxNode Syntax)
{
    /// <summary>Its name with its extension.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The folder of the product that it belongs to, such as <c>src/Patchlog/Journal</c>.</summary>
    public string Room => string.Join('/', Path.Split('/')[..^1].Take(3));

    /// <summary>Whether it is in a folder, at any depth.</summary>
    /// <param name="folder">Relative to the repository.</param>
    public bool IsBelow(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>A place in it as editors take it: path and line.</summary>
    /// <param name="node">Where.</param>
    public string Locate(SyntaxNodeOrToken node) => $"{Path}:{LineOf(node.SpanStart) + 1}";

    /// <summary>The line of a position, counted from 0.</summary>
    /// <param name="position">In characters from the beginning of the file.</param>
    public int LineOf(int position) => Syntax.SyntaxTree.GetText().Lines.GetLinePosition(position).Line;
}
