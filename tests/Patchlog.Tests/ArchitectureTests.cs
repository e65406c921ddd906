using System.Collections.Frozen;
using Shouldly;
using Xunit;

namespace Patchlog.Tests;

/// <summary>
/// The kernel's folders read as the data flows: which may use which is in ARCHITECTURE, and here. A file's namespace is
/// its folder, and nothing is imported globally, so what a file uses stands in its using directives and in the names it
/// qualifies.
/// </summary>
public sealed class ArchitectureTests
{
    static readonly string[] Languages =
        ["Patchlog.Json", "Patchlog.Scripting", "Patchlog.Rules", "Patchlog.Statecharts"];

    /// <summary>Beside the vocabulary, which everybody may use.</summary>
    static readonly FrozenDictionary<string, string[]> Arrows = new Dictionary<string, string[]>
    {
        ["Searching"] = ["Patchlog.Json", "Patchlog.Following"],
        ["Following"] = ["Patchlog.Json"],
        ["Intake"] = ["Patchlog.Json"],
        ["Bundles"] = Languages,
        ["Describing"] = ["Patchlog.Json", "Patchlog.Bundles"],
        ["Trying"] =
        [
            "Patchlog.Json", "Patchlog.Scripting", "Patchlog.Statecharts", "Patchlog.Bundles", "Patchlog.Deciding",
            "Patchlog.Intake",
        ],
        ["Checking"] = ["Patchlog.Json", "Patchlog.Bundles", "Patchlog.Searching", "Patchlog.Journal"],
        ["Deciding"] = ["Patchlog.Bundles", .. Languages],
        ["Commands"] =
        [
            "Patchlog.Json", "Patchlog.Admission", "Patchlog.Bundles", "Patchlog.Deciding", "Patchlog.Journal",
            "Patchlog.States",
        ],
        ["Activating"] =
        [
            "Patchlog.Json", "Patchlog.Bundles", "Patchlog.Commands", "Patchlog.Journal", "Patchlog.States",
        ],
        ["Explaining"] =
        [
            "Patchlog.Json", "Patchlog.Rules", "Patchlog.Activating", "Patchlog.Admission", "Patchlog.Bundles",
            "Patchlog.Commands", "Patchlog.Deciding", "Patchlog.Journal", "Patchlog.States",
        ],
        ["Admission"] = [],
        ["Journal"] = ["Patchlog.Json", "Patchlog.Admission", "Patchlog.Searching", "Patchlog.Following"],
        ["States"] = ["Patchlog.Json", "Patchlog.Admission", "Patchlog.Journal"],
        ["Repairing"] = ["Patchlog.Json", "Patchlog.Journal", "Patchlog.States"],
        ["Publishing"] = ["Patchlog.Json", "Patchlog.Following", "Patchlog.Journal"],
        ["Processes"] =
        [
            .. Languages, "Patchlog.Activating", "Patchlog.Admission", "Patchlog.Bundles", "Patchlog.Commands",
            "Patchlog.Deciding", "Patchlog.Following", "Patchlog.Intake", "Patchlog.Journal", "Patchlog.Queries",
            "Patchlog.Searching", "Patchlog.States",
        ],
        ["Queries"] =
            ["Patchlog.Json", "Patchlog.Following", "Patchlog.Searching", "Patchlog.Journal", "Patchlog.States"],
    }.ToFrozenDictionary();

    /// <summary>
    /// The files of the vocabulary that know the folders: the kernel's door, and what puts the folders together.
    /// </summary>
    static readonly string[] CompositionRoots = ["DocumentStore.cs", "DocumentStoreOptions.cs", "Kernel.cs", "Maintenance.cs"];

    static readonly string Sources = Path.Combine(Repository(), "src");

    static readonly string Kernel = Path.Combine(Sources, "Patchlog");

    [Fact]
    public void Every_folder_uses_only_what_it_may()
    {
        foreach (var file in SourceFiles())
        {
            var folder = FolderOf(file);
            string[] allowed = folder is not null ? [$"Patchlog.{folder}", .. Arrows[folder]]
                : CompositionRoots.Contains(Path.GetFileName(file)) ? ["Patchlog"]
                : ["Patchlog.Json"];
            foreach (var used in NamespacesUsedBy(file))
                allowed.Any(room => IsWithin(used, room))
                    .ShouldBeTrue($"{Path.GetRelativePath(Kernel, file)} uses {used}, and may not.");
        }
    }

    [Fact]
    public void Every_folder_is_known() =>
        Directory.GetDirectories(Kernel).Select(Path.GetFileName)
            .Where(name => SourceFiles().Any(file => FolderOf(file) == name))
            .ShouldBeSubsetOf(Arrows.Keys);

    [Fact]
    public void Every_namespace_is_its_folder()
    {
        foreach (var file in SourceFiles())
        {
            var folder = Path.GetRelativePath(Kernel, Path.GetDirectoryName(file)!);
            var expected = folder == "." ? "Patchlog" : $"Patchlog.{folder.Replace(Path.DirectorySeparatorChar, '.')}";
            NamespaceOf(File.ReadAllLines(file)).ShouldBe(expected, file);
        }
    }

    [Fact]
    public void The_two_journals_do_not_know_each_other_and_only_the_opener_knows_both()
    {
        foreach (var file in SourceFiles())
        {
            var used = NamespacesUsedBy(file);
            var isOpener = Path.GetFileName(file) == "JournalOpener.cs";
            used.Any(name => name is "Patchlog.Journal.Postgres" or "Patchlog.Journal.Sqlite").ShouldBe(isOpener, file);
        }
    }

    [Theory]
    [InlineData("Npgsql", "Postgres")]
    [InlineData("Microsoft.Data.Sqlite", "Sqlite")]
    public void A_driver_is_known_to_its_journal_only(string driver, string folder)
    {
        var room = Path.Combine(Kernel, "Journal", folder) + Path.DirectorySeparatorChar;
        foreach (var file in SourceFiles().Where(file => !file.StartsWith(room, StringComparison.Ordinal)))
            File.ReadAllLines(file).ShouldNotContain(
                line => line.Split("//")[0].Contains($"{driver}.", StringComparison.Ordinal)
                    || line.StartsWith($"using {driver}", StringComparison.Ordinal), file);
    }

    [Fact]
    public void The_languages_do_not_know_the_kernel()
    {
        foreach (var language in Languages.Select(name => Path.Combine(Sources, name)).Where(Directory.Exists))
            foreach (var file in Directory.EnumerateFiles(language, "*.cs", SearchOption.AllDirectories))
                NamespacesUsedBy(file).ShouldAllBe(name => Languages.Any(other => IsWithin(name, other)), file);
    }

    static IEnumerable<string> SourceFiles() => Directory.EnumerateFiles(Kernel, "*.cs", SearchOption.AllDirectories);

    static string? FolderOf(string file)
    {
        var path = Path.GetRelativePath(Kernel, file).Split(Path.DirectorySeparatorChar);
        return path.Length == 1 ? null : path[0];
    }

    /// <summary>Our namespaces that a file imports or spells out, without its own.</summary>
    static IEnumerable<string> NamespacesUsedBy(string file)
    {
        var lines = File.ReadAllLines(file);
        var own = NamespaceOf(lines);
        var imported = lines.Where(line => line.StartsWith("using Patchlog", StringComparison.Ordinal))
            .Select(line => line["using ".Length..].TrimEnd(';'));
        var code = string.Join('\n', lines.Select(line => line.Split("//")[0]));
        var qualified = Arrows.Keys.Append("Json").Where(name => Qualifies(code, name))
            .Select(name => $"Patchlog.{name}");
        return imported.Concat(qualified).Where(name => !IsWithin(own, name)).Distinct();
    }

    static string NamespaceOf(string[] lines) => lines
        .Single(line => line.StartsWith("namespace ", StringComparison.Ordinal))["namespace ".Length..].TrimEnd(';');

    /// <summary>
    /// Whether a name such as <c>Journal.Append</c> begins with the folder's, and is not a part of a longer one.
    /// </summary>
    static bool Qualifies(string code, string folder)
    {
        for (var at = 0; (at = code.IndexOf(folder + ".", at, StringComparison.Ordinal)) >= 0; at++)
        {
            var before = at == 0 ? ' ' : code[at - 1];
            var after = at + folder.Length + 1 < code.Length ? code[at + folder.Length + 1] : ' ';
            if (!char.IsLetterOrDigit(before) && before is not ('_' or '.' or '"') && char.IsAsciiLetterUpper(after))
                return true;
        }
        return false;
    }

    static bool IsWithin(string name, string room) =>
        name == room || name.StartsWith(room + ".", StringComparison.Ordinal);

    static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Patchlog.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository.");
    }
}
