using System.Collections.Frozen;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests;

/// <summary>
/// The server's folders: the table of routes is on top of the rooms that answer, the rooms do not know each other, and all
/// of them stand on the wire. A file's namespace is its folder, so what a file uses stands in its using directives and in
/// the names that it qualifies.
/// </summary>
public sealed class ServerArchitectureTests
{
    const string Root = "";

    static readonly string[] Rooms = ["Http", "WebSockets", "Contracts", "Pages"];

    /// <summary>The folders that a folder may use, beside itself, the root and the kernel.</summary>
    static readonly FrozenDictionary<string, string[]> Arrows = new Dictionary<string, string[]>
    {
        [Root] = ["Wire"],
        ["Wire"] = [],
        ["Http"] = ["Wire"],
        ["WebSockets"] = ["Wire"],
        ["Contracts"] = ["Wire"],
        ["Pages"] = ["Wire"],
        ["Routing"] = ["Wire", .. Rooms],
        ["Verbs"] = ["Bench"],
        ["Bench"] = [],
        ["Tls"] = [],
    }.ToFrozenDictionary();

    /// <summary>The files of the root that know more, because they put the folders together.</summary>
    static readonly FrozenDictionary<string, string[]> CompositionRoots = new Dictionary<string, string[]>
    {
        ["PatchlogServer.cs"] = ["Wire", "Routing", "Tls", .. Rooms],
        ["Program.cs"] = ["Verbs", "Bench"],
    }.ToFrozenDictionary();

    /// <summary>The packages that only some folders may use.</summary>
    static readonly FrozenDictionary<string, string[]> Packages = new Dictionary<string, string[]>
    {
        ["Swashbuckle"] = ["Pages"],
        ["System.CommandLine"] = ["Verbs", "Bench", Root],
        ["Spectre.Console"] = ["Verbs", "Bench"],
    }.ToFrozenDictionary();

    static readonly string Server = Path.Combine(RepositoryFolder.Path, "src", "Patchlog.Server");

    [Fact]
    public void Every_folder_uses_only_the_folders_below_it()
    {
        foreach (var file in SourceFiles())
            FoldersUsedBy(file).ShouldBeSubsetOf(
                CompositionRoots.GetValueOrDefault(Path.GetFileName(file)) ?? Arrows[FolderOf(file)],
                Path.GetRelativePath(Server, file));
    }

    [Fact]
    public void Every_folder_is_known() =>
        SourceFiles().Select(FolderOf).Distinct().ShouldBeSubsetOf(Arrows.Keys);

    [Fact]
    public void Every_namespace_is_its_folder()
    {
        foreach (var file in SourceFiles().Where(file => Path.GetFileName(file) != "Program.cs"))
        {
            var folder = FolderOf(file);
            File.ReadLines(file)
                .Single(line => line.StartsWith("namespace ", StringComparison.Ordinal))
                .ShouldBe(folder == Root ? "namespace Patchlog.Server;" : $"namespace Patchlog.Server.{folder};", file);
        }
    }

    [Fact]
    public void A_package_is_used_only_in_its_folders()
    {
        foreach (var file in SourceFiles())
            foreach (var (package, folders) in Packages)
                if (File.ReadLines(file).Any(line => line.StartsWith("using ", StringComparison.Ordinal)
                        && line.Contains(package, StringComparison.Ordinal)))
                    folders.ShouldContain(FolderOf(file), $"{Path.GetRelativePath(Server, file)} uses {package}.");
    }

    static IEnumerable<string> SourceFiles() => Directory.EnumerateFiles(Server, "*.cs", SearchOption.AllDirectories);

    static string FolderOf(string file)
    {
        var path = Path.GetRelativePath(Server, file).Split(Path.DirectorySeparatorChar);
        return path.Length == 1 ? Root : path[0];
    }

    /// <summary>The server's folders that a file imports or spells out, without its own.</summary>
    static IEnumerable<string> FoldersUsedBy(string file)
    {
        var own = FolderOf(file);
        var code = string.Join('\n', File.ReadLines(file).Select(line => line.Split("//")[0]));
        return Arrows.Keys.Where(folder => folder != Root && folder != own
            && Directory.Exists(Path.Combine(Server, folder))
            && (code.Contains($"Patchlog.Server.{folder};", StringComparison.Ordinal)
                || code.Contains($"Patchlog.Server.{folder}.", StringComparison.Ordinal)
                || Qualifies(code, folder)));
    }

    /// <summary>
    /// Whether a name such as <c>Http.Resource</c> begins with the folder's, and is not a part of a longer one.
    /// </summary>
    static bool Qualifies(string code, string folder)
    {
        for (var at = 0; (at = code.IndexOf(folder + ".", at, StringComparison.Ordinal)) >= 0; at++)
        {
            var before = at == 0 ? ' ' : code[at - 1];
            var after = at + folder.Length + 1 < code.Length ? code[at + folder.Length + 1] : ' ';
            if (before is ' ' or '(' or '<' or '!' && char.IsAsciiLetterUpper(after) && Types(folder).Any(
                    type => code.AsSpan(at + folder.Length + 1).StartsWith(type, StringComparison.Ordinal)))
                return true;
        }

        return false;
    }

    static IEnumerable<string> Types(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Server, folder), "*.cs").Select(Path.GetFileNameWithoutExtension)
            .OfType<string>();
}
