using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;

namespace Patchlog.Server.Tests.Operations;

/// <summary>The commands of <c>docs/operations.md</c>, block by block, in a folder of their own.</summary>
sealed class Runbook : IDisposable
{
    const string Begin = "```sh ", End = "```";

    static readonly Dictionary<string, string> Blocks = Read();

    readonly ScratchFolder _folder = new();

    /// <summary>A folder in which <c>patchlog</c> is the program under test.</summary>
    public Runbook()
    {
        Directory.CreateDirectory(_folder.File("data"));
        System.IO.File.CreateSymbolicLink(_folder.File("patchlog"), PatchlogProgram.Path);
    }

    /// <summary>The names of the blocks, in their order.</summary>
    public static IReadOnlyList<string> Names => [.. Blocks.Keys];

    /// <summary>The SQLite file in the folder, as an address that holds anywhere.</summary>
    public string Sqlite => $"sqlite://{File("data/patchlog.db")}";

    /// <summary>The absolute path of a file in the folder.</summary>
    public string File(string name) => _folder.File(name);

    /// <summary>Runs a block, which must end well; answers with what it said.</summary>
    public async Task<string> RunAsync(string block, params (string Name, string? Value)[] environment)
    {
        var settings = new Dictionary<string, string?>
        {
            ["PATH"] = $"{_folder.Path}:{PostgresCluster.ProgramsFolder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["DATABASE_URL"] = "sqlite:///./data/patchlog.db",
        };
        foreach (var (name, value) in environment) settings[name] = value;

        await using var process = ChildProcess.Start(
            "bash", ["-euo", "pipefail", "-c", Blocks[block]], _folder.Path, settings);
        (await process.ExitCodeAsync()).ShouldBe(0, $"{block}:\n{process.Errors}");

        return string.Join('\n', process.Output);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // ```sh name: a block that is run. It may be indented, as within a list.
    static Dictionary<string, string> Read()
    {
        Dictionary<string, string> blocks = [];
        string? name = null;
        foreach (var line in System.IO.File.ReadLines(Repository.Path("docs/operations.md")).Select(line => line.Trim()))
        {
            if (line.StartsWith(Begin, StringComparison.Ordinal))
                blocks.Add(name = line[Begin.Length..], "");
            else if (line == End)
                name = null;
            else if (name is not null)
                blocks[name] += $"{line}\n";
        }

        return blocks;
    }
}
