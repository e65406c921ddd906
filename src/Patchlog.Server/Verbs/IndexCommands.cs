using System.CommandLine;
using Patchlog.Json;
using Patchlog.Searching;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog index create|list|drop</c>: indexes on paths, by which queries find documents without reading all of
/// them. On PostgreSQL all of it works while servers run; a SQLite file must not be open in a server.
/// </summary>
static class IndexCommands
{
    /// <summary>The verb with its own verbs, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var type = new Argument<string>("type") { Description = "The type of the documents, such as orders." };
        var paths = new Argument<string[]>("paths")
        {
            Description = "Paths in the documents, such as /status or customer/name; each gets an index.",
            Arity = ArgumentArity.OneOrMore,
        };

        return new CliCommand("index", "Create, list and drop indexes on paths of documents.")
        {
            OnPaths(
                "create", "Index paths of a type. A half-built index is built again.", CreateAsync, Verb.OpenAsync),
            OnPaths("drop", "Drop the indexes on paths of a type. Exit code 2 if there is no such index.", DropAsync,
                Verb.OpenExistingAsync),
            List(),
        };

        CliCommand OnPaths(string name, string description, Work work, Opening open)
        {
            var command = new CliCommand(name, description) { type, paths, VerbAnswer.CreateOption() };
            command.SetAction((parsed, cancellation) => Verb.AnswerAsync(
                parsed,
                (settings, answer, token) => RunAsync(
                    settings, parsed.GetValue(type) ?? "", parsed.GetValue(paths) ?? [], work, open, answer, token),
                cancellation));
            return command;
        }
    }

    static CliCommand List()
    {
        var command = new CliCommand("list", "List the indexes. Exit code 2 if one of them is not usable.")
        {
            VerbAnswer.CreateOption(),
        };
        command.SetAction((parsed, cancellation) => Verb.AnswerAsync(parsed, ListAsync, cancellation));

        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, string type, string[] paths, Work work, Opening open, VerbAnswer answer,
        CancellationToken cancellation)
    {
        // Every argument is checked before the first index is touched.
        if (!TargetName.TryParseReadable(type, out var targetName))
        {
            return answer.Refuse(
                $"\"{type}\" can't be a type: it is reserved, or not 1 to 63 characters of A-Z a-z 0-9 _ -.");
        }

        List<JsonPointer> pointers = [];
        foreach (var text in paths)
        {
            if (!QueryPath.TryParse(text, out var path, out var problem))
                return answer.Refuse(problem.Detail);

            if (path.Kind != QueryPathKind.Body)
                return answer.Refuse($"{path} can't be indexed: only members of the body other than id can.");

            pointers.Add(path.Pointer);
        }

        await using var store = await open(settings, cancellation);
        List<JsonValue> told = [];
        var exitCode = 0;
        foreach (var pointer in pointers)
        {
            var (isGood, what) = await work(store, targetName, pointer, cancellation);
            answer.Line($"{targetName} {pointer}: {what}");
            told.Add(IndexOf(targetName, $"{pointer}").With("result", what));
            exitCode = isGood ? exitCode : 2;
        }

        answer.Add("indexes", told);
        return exitCode;
    }

    static async Task<(bool IsGood, string What)> CreateAsync(
        DocumentStore store, TargetName type, JsonPointer path, CancellationToken cancellation)
    {
        var isNew = await store.Maintenance.CreateIndexAsync(type, path, cancellation);

        return (true, isNew ? "indexed" : "is indexed already");
    }

    static async Task<(bool IsGood, string What)> DropAsync(
        DocumentStore store, TargetName type, JsonPointer path, CancellationToken cancellation)
    {
        var existed = await store.Maintenance.DropIndexAsync(type, path, cancellation);

        return (existed, existed ? "dropped" : "has no index");
    }

    static async Task<int> ListAsync(Settings settings, VerbAnswer answer, CancellationToken cancellation)
    {
        await using var store = await Verb.OpenExistingAsync(settings, cancellation);
        var indexes = await store.Maintenance.ListIndexesAsync(cancellation);
        foreach (var index in indexes)
        {
            answer.Line($"{index.TargetName} {index.Path}: " + (index.IsUsable
                ? $"{index.Bytes} bytes"
                : "not usable: it is being built, or its build was interrupted; then create it again"));
        }

        answer.Add("indexes", indexes.Select(JsonValue (index) => IndexOf(index.TargetName, index.Path)
            .With("isUsable", index.IsUsable).With("bytes", index.Bytes)));

        return indexes.All(index => index.IsUsable) ? 0 : 2;
    }

    static JsonObject IndexOf(TargetName type, string path) =>
        JsonObject.Empty.With("type", type.Value).With("path", path);

    delegate Task<DocumentStore> Opening(Settings settings, CancellationToken cancellation);

    delegate Task<(bool IsGood, string What)> Work(
        DocumentStore store, TargetName type, JsonPointer path, CancellationToken cancellation);
}
