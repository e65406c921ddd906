using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Json;
using Patchlog.Searching;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog index create|list|drop</c>: paths that queries find without reading all documents, on PostgreSQL. All of it
/// works beside running servers.
/// </summary>
static class IndexCommands
{
    public static CliCommand Create()
    {
        var type = new Argument<string>("type") { Description = "The type of the documents, such as orders." };
        var paths = new Argument<string[]>("paths")
        {
            Description = "Paths in the documents, such as /status or customer/name; each gets an index.",
            Arity = ArgumentArity.OneOrMore,
        };
        return new CliCommand("index", "Make, list and drop indexes on paths of documents (PostgreSQL).")
        {
            OnPaths("create", "Index paths of a type, while servers run. An index half built is built anew.", CreateAsync),
            OnPaths("drop", "Drop the indexes on paths of a type. Exit code 2 if there is none.", DropAsync),
            List(),
        };

        CliCommand OnPaths(string name, string description, Work work)
        {
            var command = new CliCommand(name, description) { type, paths };
            command.SetAction((parsed, cancellation) => Verb.RunAsync(
                (settings, token) => RunAsync(
                    settings, parsed.GetValue(type) ?? "", parsed.GetValue(paths) ?? [], work, token), cancellation));
            return command;
        }
    }

    static CliCommand List()
    {
        var command = new CliCommand("list", "List the indexes. Exit code 2 if one can't be used.");
        command.SetAction((_, cancellation) => Verb.RunAsync(ListAsync, cancellation));
        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, string type, string[] paths, Work work, CancellationToken cancellation)
    {
        // All are understood before the first is begun.
        if (!TargetName.TryParse(type, out var targetName))
            throw new FormatException($"\"{type}\" is no type.");
        var pointers = paths.Select(Parse).ToList();
        await using var store = await OpenAsync(settings, cancellation);
        var exitCode = 0;
        foreach (var pointer in pointers)
            exitCode = Math.Max(exitCode, await work(store, targetName, pointer, cancellation));
        return exitCode;
    }

    static async Task<int> CreateAsync(
        DocumentStore store, TargetName type, JsonPointer path, CancellationToken cancellation)
    {
        var isNew = await store.Maintenance.CreateIndexAsync(type, path, cancellation);
        Console.WriteLine($"{type} {path}: {(isNew ? "indexed" : "is indexed already")}");
        return 0;
    }

    static async Task<int> DropAsync(
        DocumentStore store, TargetName type, JsonPointer path, CancellationToken cancellation)
    {
        var wasThere = await store.Maintenance.DropIndexAsync(type, path, cancellation);
        Console.WriteLine($"{type} {path}: {(wasThere ? "dropped" : "has no index")}");
        return wasThere ? 0 : 2;
    }

    static async Task<int> ListAsync(Settings settings, CancellationToken cancellation)
    {
        await using var store = await OpenAsync(settings, cancellation);
        var indexes = await store.Maintenance.ListIndexesAsync(cancellation);
        foreach (var index in indexes)
            Console.WriteLine($"{index.TargetName} {index.Path}: "
                + (index.IsUsable ? $"{index.Bytes} bytes" : "not usable; if nobody builds it now, create it again"));
        return indexes.All(index => index.IsUsable) ? 0 : 2;
    }

    static async Task<DocumentStore> OpenAsync(Settings settings, CancellationToken cancellation) =>
        settings.Database is DatabaseAddress.Postgres
            ? await DocumentStore.OpenAsync(
                settings.Database, new(), TimeProvider.System, NullLoggerFactory.Instance, cancellation)
            : throw new InvalidDataException(
                "Indexes on paths are for PostgreSQL. On SQLite every query reads all documents of its type.");

    static JsonPointer Parse(string text) =>
        !QueryPath.TryParse(text, out var path, out var problem) ? throw new FormatException(problem.Detail)
        : path.Kind == QueryPathKind.Body ? path.Pointer
        : throw new FormatException($"{path} is no path to index: only members of the body beside id are.");

    delegate Task<int> Work(DocumentStore store, TargetName type, JsonPointer path, CancellationToken cancellation);
}
