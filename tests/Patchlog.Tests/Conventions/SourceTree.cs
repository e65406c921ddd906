using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;

namespace Patchlog.Tests.Conventions;

/// <summary>The files of this repository as its own tests read them.</summary>
static class SourceTree
{
    // What tools put beside the sources.
    static readonly string[] NotOurs = ["node_modules", "build", "dist", "artifacts", "obj", "bin"];

    static readonly Lazy<SourceFile[]> Files = new(() => [.. Parse()]);

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>Every C# file of <c>src/</c>, <c>tests/</c> and <c>bench/</c>.</summary>
    public static IEnumerable<SourceFile> CSharp => Files.Value;

    /// <summary>The C# files of the product.</summary>
    public static IEnumerable<SourceFile> Product => CSharp.Where(file => file.IsBelow("src"));

    /// <summary>The paths of all files below a folder, relative to <see cref="Root"/>, with forward slashes.</summary>
    /// <param name="folder">Relative to <see cref="Root"/>.</param>
    /// <param name="extensions">With their dots; none for files of any name.</param>
    public static IEnumerable<string> Paths(string folder, params string[] extensions) =>
        Below(Path.Combine(Root, folder))
            .Where(path => extensions.Length == 0 || extensions.Contains(Path.GetExtension(path)))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>The lines of a file.</summary>
    /// <param name="path">Relative to <see cref="Root"/>.</param>
    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>Fails with one violation a line.</summary>
    /// <param name="violations">Where, what, and what to do about it.</param>
    public static void ShouldBeKept(this IEnumerable<string> violations) =>
        string.Join('\n', violations).ShouldBeEmpty();

    static IEnumerable<SourceFile> Parse()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None);
        foreach (var path in ((string[])["src", "tests", "bench"]).SelectMany(folder => Paths(folder, ".cs")))
        {
            var tree = CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Root, path)), options);
            tree.GetDiagnostics().ShouldBeEmpty($"The tests can't read {path}: they need a newer Roslyn.");
            yield return new(path, tree.GetRoot());
        }
    }

    static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder).Concat(
        Directory.EnumerateDirectories(folder)
            .Where(inner => !NotOurs.Contains(Path.GetFileName(inner)))
            .SelectMany(Below));

    static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Patchlog.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository.");
    }
}
