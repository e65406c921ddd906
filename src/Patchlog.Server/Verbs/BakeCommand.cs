using System.CommandLine;
using Patchlog.Bundles;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog bake</c>: fetches the bundle at build time, so that a server with it makes no network call.
/// </summary>
static class BakeCommand
{
    /// <summary>The verb with its option, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var folder = new Option<string>("--out")
        {
            Description = "The folder to write: a new one, an empty one, or one with a bundle that was baked before.",
            HelpName = "folder",
            Required = true,
        };

        var command = new CliCommand(
            "bake",
            "Fetch the bundle that the settings name (ARTIFACTS_GITHUB_REPO or ARTIFACTS_DIR), compile it, and write "
            + $"it to a folder with {BundleLock.FileName}. Start servers with ARTIFACTS_DIR at that folder.")
        {
            folder, VerbAnswer.CreateOption(),
        };

        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
            parsed, (settings, answer, token) => RunAsync(settings, parsed.GetRequiredValue(folder), answer, token),
            cancellation));
        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, string folder, VerbAnswer answer, CancellationToken cancellation)
    {
        if (folder.Length == 0)
            return answer.Refuse("--out is empty; it must be a folder.");

        if (!BakedFolder.IsWritable(folder, out var reason))
            return answer.Refuse(reason);

        using var logs = LoggerFactory.Create(
            logging => Logs.Configure(logging, settings.LogLevel, settings.LogFormat));
        await using var source = BundleSources.Create(settings, TimeProvider.System, logs);
        if (source is null)
            return answer.Refuse("There is no bundle to bake: set ARTIFACTS_GITHUB_REPO or ARTIFACTS_DIR.");

        var fetched = await source.FetchAsync(cancellation)
            ?? throw new InvalidDataException($"{source.Description} has nothing.");
        if (!BundleCompiler.TryCompile(fetched.Files, out _, out var faults))
            throw new BundleSourceException(faults[0].ToString()) { Faults = faults };

        var locked = new BundleLock(
            source.Description, settings.GitHub?.Source.Repository.ToString(), settings.GitHub?.Source.Ref,
            fetched.Commit, fetched.Files.Digest, TimeProvider.System.GetUtcNow());
        BakedFolder.Write(folder, fetched.Files, locked);
        answer.Add("folder", folder);
        answer.Add("artifacts", fetched.Files.Files.Length);
        answer.Add("source", source.Description);
        answer.Add("digest", fetched.Files.Digest);
        if (fetched.Commit is { } commit)
            answer.Add("commit", commit);

        answer.Line(
            $"{folder}: {fetched.Files.Files.Length} artifacts of {source.Description}, "
            + $"commit {fetched.Commit ?? "none"}, {fetched.Files.Digest}");

        return 0;
    }
}
