using System.Collections.Immutable;
using Patchlog.Journal;
using Patchlog.Json;
using Shouldly;

namespace Patchlog.Tests.Harness;

/// <summary>What is declared unique in tests: on types of their own, for declarations are of a whole database.</summary>
static class Unique
{
    /// <summary>The name of a type that only one test uses.</summary>
    public static string NewType() => $"u{Guid.NewGuid():N}";

    /// <summary>A declaration.</summary>
    public static UniqueDeclaration Of(string targetName, params string[] paths)
    {
        UniqueDeclaration.TryCreate(TargetName.Trusted(targetName), PathsOf(paths), out var declaration, out var problem)
            .ShouldBeTrue(problem?.Detail);
        return declaration!;
    }

    public static ImmutableArray<JsonPointer> PathsOf(params string[] paths) => [.. paths.Select(path =>
        JsonPointer.TryParse(path, out var pointer) ? pointer : throw new ArgumentException(path, nameof(paths)))];

    /// <summary>What declares in a journal.</summary>
    public static UniqueDeclarer DeclarerOf(IJournal journal) => new(journal.UniqueKeys, journal.Reader);

    /// <summary>Declares something for which there are no twins.</summary>
    public static async Task DeclareAsync(IJournal journal, params UniqueDeclaration[] declarations)
    {
        foreach (var declaration in declarations)
            (await DeclarerOf(journal).DeclareAsync(declaration, isOfBundle: false, null, CancellationToken.None))
                .ShouldBeOfType<UniqueOutcome.Declared>();
    }

    /// <summary>The creation, or revival, of a document.</summary>
    public static Append Create(AggregateKey key, string body, long expected = 0, bool isChained = false, string? id = null)
    {
        var after = BodyOf(key, body);
        var draft = new EventDraft("created", EventType.Create, new(expected + 1), after, null);
        return Entries.Of(key, expected, id, after, draft) with { IsChained = isChained };
    }

    /// <summary>The replacement of all members but the id, given what they were.</summary>
    public static Append Change(
        AggregateKey key, string before, string after, long expected, bool isChained = false, string? id = null)
    {
        var (from, to) = (BodyOf(key, before), BodyOf(key, after));
        var patch = JsonDiff.Compute(from, to).ToJson();
        var draft = new EventDraft("patched", EventType.Patch, new(expected + 1), patch, null);
        return Entries.Of(key, expected, id, to, draft) with { IsChained = isChained };
    }

    public static JsonObject BodyOf(AggregateKey key, string body) =>
        Entries.Parse(body).With("id", key.TargetId.Value);
}
