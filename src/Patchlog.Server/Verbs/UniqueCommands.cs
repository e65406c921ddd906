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
                + "named, and nothing is declared.", DeclareAsync, Verb.OpenAsync),
            OnPaths(
                "drop", "Drop what was declared of a type. Exit code 2 if there is no such declaration.", DropAsync,
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
        var command = new CliCommand("list", "List what is declared. Exit code 2 if something is not enforced.")
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
        if (!TargetName.TryParse(type, out var targetName))
        {
            return answer.Refuse(
                $"\"{type}\" can't be a type: it is reserved, or not 1 to 63 characters of A-Z a-z 0-9 _ -.");
        }

        var pointers = ImmutableArray.CreateBuilder<JsonPointer>();
        foreach (var text in paths)
        {
            if (!JsonPointer.TryParse(text, out var pointer))
                return answer.Refuse($"\"{text}\" is not a JSON Pointer (RFC 6901), such as /number.");

            pointers.Add(pointer);
        }

        if (!UniqueDeclaration.TryCreate(targetName, pointers.ToImmutable(), out var declaration, out var problem))
            return answer.Refuse(problem.Detail);

        await using var store = await open(settings, cancellation);
        answer.Add("declaration", JsonOf(declaration));

        return await work(store, declaration, answer, cancellation);
    }

    static async Task<int> DeclareAsync(
        DocumentStore store, UniqueDeclaration declaration, VerbAnswer answer, CancellationToken cancellation)
    {
        var outcome = await store.Maintenance.DeclareUniqueAsync(
            declaration.TargetName, declaration.Paths, new Counter(), cancellation);
        switch (outcome)
        {
            case UniqueOutcome.Declared declared:
                answer.Line($"{declaration}: {(declared.IsNew ? "unique" : "is unique already")}");
                answer.Add("isNew", declared.IsNew);
                return 0;

            case UniqueOutcome.Refused refused:
                answer.Line($"{declaration}: not unique, and not declared");
                foreach (var twins in refused.Twins)
                    answer.Line(TextOf(declaration, twins));

                if (refused.HasMore)
                    answer.Line("… and more");

                answer.Add("twins", refused.Twins.Select(JsonOf));
                answer.Add("hasMore", refused.HasMore);

                return 2;

            default:
                throw new UnreachableException($"There is no outcome {outcome}.");
        }
    }

    static async Task<int> DropAsync(
        DocumentStore store, UniqueDeclaration declaration, VerbAnswer answer, CancellationToken cancellation)
    {
        var existed = await store.Maintenance.DropUniqueAsync(
            declaration.TargetName, declaration.Paths, cancellation);
        answer.Line($"{declaration}: {(existed ? "dropped" : "is not declared")}");
        answer.Add("existed", existed);

        return existed ? 0 : 2;
    }

    static async Task<int> ListAsync(Settings settings, VerbAnswer answer, CancellationToken cancellation)
    {
        await using var store = await Verb.OpenExistingAsync(settings, cancellation);
        var declared = await store.Maintenance.ListUniqueAsync(cancellation);
        foreach (var (declaration, isEnforced, isOfBundle) in declared)
        {
            answer.Line($"{declaration}: " + (isEnforced
                ? isOfBundle ? "unique, as long as a bundle says so" : "unique"
                : "not enforced: it is being declared or dropped, or that was interrupted; then do it again"));
        }

        answer.Add("declarations", declared.Select(JsonValue (one) => JsonOf(one.Declaration)
            .With("isEnforced", one.IsEnforced).With("isOfBundle", one.IsOfBundle)));

        return declared.All(one => one.IsEnforced) ? 0 : 2;
    }

    static JsonObject JsonOf(UniqueDeclaration declaration) => JsonObject.Empty
        .With("type", declaration.TargetName.Value)
        .With("paths", JsonArray.Of([.. declaration.Paths.Select(JsonValue (path) => path.ToString())]));

    static JsonValue JsonOf(UniqueTwins twins) => JsonObject.Empty
        .With("tenant", twins.Tenant.Value)
        .With("ids", JsonArray.Of([.. twins.Ids.Select(JsonValue (id) => id.Value)]))
        .With("count", twins.Count);

    static string TextOf(UniqueDeclaration declaration, UniqueTwins twins)
    {
        var names = string.Join(", ", twins.Ids.Select(id => $"{declaration.TargetName}/{id}"));

        var more = twins.Count - twins.Ids.Length;

        return $"{twins.Tenant}: {names}{(more > 0 ? $" and {more} more" : "")} are equal at "
            + string.Join(" and ", declaration.Paths);
    }

    delegate Task<DocumentStore> Opening(Settings settings, CancellationToken cancellation);

    delegate Task<int> Work(
        DocumentStore store, UniqueDeclaration declaration, VerbAnswer answer, CancellationToken cancellation);

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
