using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using Patchlog.Journal;
using Patchlog.Json;
using CliCommand = System.CommandLine.Command;

namespace Patchlog.Server.Verbs;

/// <summary>
/// <c>patchlog unique declare|list|drop</c>: values that no two living documents of a type in one tenant may share. On
/// PostgreSQL all of it works while servers run; a SQLite file must not be open in a server.
/// </summary>
static class UniqueCommands
{
    /// <summary>The verb with its own verbs, ready to be added to the root command.</summary>
    public static CliCommand Create()
    {
        var type = new Argument<string>("type") { Description = "The type of the documents, such as orders." };
        var paths = new Argument<string[]>("paths")
        {
            Description = "Paths in the documents, such as /number; the values at several are unique together.",
            Arity = ArgumentArity.OneOrMore,
        };

        return new CliCommand("unique", "Declare, list and drop what no two documents may share.")
        {
            OnPaths(
                "declare",
                "Declare the values at paths of a type unique. Exit code 2 if documents share them already: they are "
                + "named, and nothing is declared.", DeclareAsync),
            OnPaths(
                "drop", "Drop what was declared of a type. Exit code 2 if there is no such declaration.", DropAsync),
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
        var command = new CliCommand("list", "List what is declared. Exit code 2 if something is not enforced.");
        command.SetAction((_, cancellation) => Verb.RunAsync(ListAsync, cancellation));

        return command;
    }

    static async Task<int> RunAsync(
        Settings settings, string type, string[] paths, Work work, CancellationToken cancellation)
    {
        if (!TargetName.TryParse(type, out var targetName))
        {
            return Verb.Refuse(
                $"\"{type}\" can't be a type: it is reserved, or not 1 to 63 characters of A-Z a-z 0-9 _ -.");
        }

        var pointers = ImmutableArray.CreateBuilder<JsonPointer>();
        foreach (var text in paths)
        {
            if (!JsonPointer.TryParse(text, out var pointer))
                return Verb.Refuse($"\"{text}\" is not a JSON Pointer (RFC 6901), such as /number.");

            pointers.Add(pointer);
        }

        if (!UniqueDeclaration.TryCreate(targetName, pointers.ToImmutable(), out var declaration, out var problem))
            return Verb.Refuse(problem.Detail);

        await using var store = await Verb.OpenAsync(settings, cancellation);

        return await work(store, declaration, cancellation);
    }

    static async Task<int> DeclareAsync(
        DocumentStore store, UniqueDeclaration declaration, CancellationToken cancellation)
    {
        var outcome = await store.Maintenance.DeclareUniqueAsync(
            declaration.TargetName, declaration.Paths, new Counter(), cancellation);
        switch (outcome)
        {
            case UniqueOutcome.Declared declared:
                Console.WriteLine($"{declaration}: {(declared.IsNew ? "unique" : "is unique already")}");
                return 0;

            case UniqueOutcome.Refused refused:
                Console.WriteLine($"{declaration}: not unique, and not declared");
                foreach (var twins in refused.Twins)
                    Console.WriteLine(TextOf(declaration, twins));

                if (refused.HasMore)
                    Console.WriteLine("… and more");

                return 2;

            default:
                throw new UnreachableException($"There is no outcome {outcome}.");
        }
    }

    static async Task<int> DropAsync(
        DocumentStore store, UniqueDeclaration declaration, CancellationToken cancellation)
    {
        var existed = await store.Maintenance.DropUniqueAsync(
            declaration.TargetName, declaration.Paths, cancellation);
        Console.WriteLine($"{declaration}: {(existed ? "dropped" : "is not declared")}");

        return existed ? 0 : 2;
    }

    static async Task<int> ListAsync(Settings settings, CancellationToken cancellation)
    {
        await using var store = await Verb.OpenAsync(settings, cancellation);
        var declared = await store.Maintenance.ListUniqueAsync(cancellation);
        foreach (var (declaration, isEnforced, isOfBundle) in declared)
        {
            Console.WriteLine($"{declaration}: " + (isEnforced
                ? isOfBundle ? "unique, as long as a bundle says so" : "unique"
                : "not enforced: it is being declared or dropped, or that was interrupted; then do it again"));
        }

        return declared.All(one => one.IsEnforced) ? 0 : 2;
    }

    static string TextOf(UniqueDeclaration declaration, UniqueTwins twins)
    {
        var names = string.Join(", ", twins.Ids.Select(id => $"{declaration.TargetName}/{id}"));

        var more = twins.Count - twins.Ids.Length;

        return $"{twins.Tenant}: {names}{(more > 0 ? $" and {more} more" : "")} are equal at "
            + string.Join(" and ", declaration.Paths);
    }

    delegate Task<int> Work(DocumentStore store, UniqueDeclaration declaration, CancellationToken cancellation);

    /// <summary>Tells a person how far it is.</summary>
    sealed class Counter : IProgress<long>
    {
        public void Report(long value)
        {
            if (!Console.IsErrorRedirected)
                Console.Error.Write($"\r{value} documents");
        }
    }
}
