using Patchlog.Checking;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Checking;

/// <summary>Which stored documents a bundle would refuse, and which share what must be unique.</summary>
public abstract class DocumentCheckTests(Backend backend) : JournalContract(backend)
{
    readonly string _type = $"t{Guid.NewGuid():N}";

    [Fact]
    public async Task Living_documents_that_the_schema_refuses_are_counted_and_the_first_are_named()
    {
        for (var at = 0; at < 60; at++)
            await AppendAsync(Entries.Create(Key($"bad{at:00}", _type), Body($$"""{ "id": "bad{{at:00}}", "n": "x" }""")));

        await AppendAsync(Entries.Create(Key("good", _type), Body("""{ "id": "good", "n": 1 }""")));
        await AppendAsync(
            Entries.Create(Key("gone", _type), Body("""{ "id": "gone", "n": "x" }""")), Entries.Delete(Key("gone", _type), 1, isChained: true));
        await AppendAsync(Entries.Create(Key("other", _type + "x"), Body("""{ "id": "other", "n": "x" }""")));

        var report = await CheckAsync("""{ "properties": { "n": { "type": "integer" } } }""");

        (report.Documents, report.Refused, report.Twins).ShouldBe((61, 60, 0));
        report.FirstRefused.Length.ShouldBe(CheckingLimits.MaxRefusedShown);
        report.FirstRefused[0].Key.ShouldBe(Key("bad00", _type));
        report.FirstRefused[0].Errors.ShouldHaveSingleItem().Pointer.ShouldBe("/n");
    }

    [Fact]
    public async Task Twins_are_equal_as_json_and_within_a_tenant()
    {
        var values = new Dictionary<string, string>
        {
            ["a"] = """{ "k": 1, "l": "x" }""",
            ["b"] = """{ "k": 1.0, "l": "x" }""",
            ["c"] = """{ "k": 10e-1, "l": "y" }""",
            ["d"] = """{ "k": null, "l": "x" }""",
            ["e"] = """{ "l": "x" }""",
            ["f"] = """{ "k": "1", "l": "x" }""",
        };
        foreach (var (id, value) in values)
            await AppendAsync(Entries.Create(Key(id, _type), Body(value).With("id", id)));

        var elsewhere = NewTenant();
        await Journal.AppendAsync(
            elsewhere, [Entries.Create(Key("z", _type) with { Tenant = elsewhere }, Body("""{ "id": "z", "k": 1, "l": "x" }"""))],
            Patchlog.Journal.AppendFence.None, Cancellation);

        var report = await CheckAsync("""{ "x-unique": ["/k", ["/k", "/l"]] }""");

        (report.Documents, report.Refused, report.Twins).ShouldBe((7, 0, 3));
        report.FirstTwins.Select(twins => $"{string.Join(' ', twins.Declaration.Paths)}: {string.Join(' ', twins.Ids)}")
            .ShouldBe(["/k: a b c", "/k /l: a b"], ignoreOrder: true);
        report.FirstTwins.ShouldAllBe(twins => twins.Tenant == Tenant);
    }

    [Fact]
    public async Task Progress_is_told_and_a_cancellation_ends_it()
    {
        await AppendAsync(Entries.Create(Key("a", _type), Body("""{ "id": "a" }""")));
        var progress = new Told();

        await CheckAsync("true", progress);

        progress.Last.ShouldNotBeNull().TargetName.Value.ShouldBe(_type);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => new DocumentCheck(
            Reader, BundleTexts.Compile(($"schemas/{_type}.json", "true"))).RunAsync(null, cancelled.Token));
    }

    // The database is shared, and so a type of its own keeps this test apart from others.
    Task<DocumentReport> CheckAsync(string schema, IProgress<CheckProgress>? progress = null) =>
        new DocumentCheck(Reader, BundleTexts.Compile(($"schemas/{_type}.json", schema))).RunAsync(progress, Cancellation);

    static JsonObject Body(string text) => (JsonObject)JsonValue.Parse(text);

    sealed class Told : IProgress<CheckProgress>
    {
        public CheckProgress? Last { get; private set; }

        public void Report(CheckProgress value) => Last = value;
    }
}

public sealed class DocumentCheckTests_on_sqlite(SqliteBackend backend) : DocumentCheckTests(backend);

public sealed class DocumentCheckTests_on_sqlite_in_memory(MemoryBackend backend) : DocumentCheckTests(backend);

public sealed class DocumentCheckTests_on_postgresql(PostgresBackend backend) : DocumentCheckTests(backend);
