using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Activating;

/// <summary>From a source to the bundle that decides: stored, announced, then active; and what a fault leaves.</summary>
public abstract class BundleActivationTests(Backend backend) : IAsyncDisposable
{
    private protected const string Orders = "schemas/orders.json";

    readonly List<DocumentStore> _stores = [];
    DatabaseAddress? _database;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_bundle_judges_from_the_start_and_each_event_names_it()
    {
        var source = new WrittenSource();
        var files = source.Write((Orders, """{"required":["n"]}"""));
        var store = await OpenAsync(source);

        (await RunAsync(store, Sample.Create("a"))).ShouldFail().Code.ShouldBe(ProblemCode.SchemaViolation);
        var success = (await RunAsync(store, Sample.Create("a", """{"n":1}"""))).ShouldSucceed();

        success.Events.ShouldHaveSingleItem().Bundle.ShouldBe(files.Digest);
        store.Bundle.Faults.ShouldBeEmpty();
        store.Bundle.Since.ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_change_of_the_digest_is_an_event_also_back_to_an_earlier_one()
    {
        var source = new WrittenSource();
        var first = source.Write((Orders, "true"));
        var store = await OpenAsync(source);

        var second = source.Write((Orders, "false"));
        await ActivatesAsync(store, second);
        source.Write((Orders, "true"));
        await ActivatesAsync(store, first);

        (await AnnouncedAsync(store)).ShouldBe([first.Digest, second.Digest, first.Digest]);
    }

    [Fact]
    public async Task A_server_that_starts_again_on_the_same_bundle_announces_nothing()
    {
        var files = new WrittenSource().Write((Orders, "true"));
        for (var start = 0; start < 2; start++)
        {
            var source = new WrittenSource();
            source.Write((Orders, "true"));
            await CloseAsync(await OpenAsync(source));
        }

        // Without a source there is none, which is said in the background.
        var without = await OpenAsync(source: null);
        await Eventually.HoldsAsync(async () => (await AnnouncedAsync(without)).Count == 2);
        (await AnnouncedAsync(without)).ShouldBe([files.Digest, null]);
    }

    [Fact]
    public async Task A_faulty_bundle_keeps_the_good_one_and_is_shown_until_it_is_mended()
    {
        var source = new WrittenSource();
        var good = source.Write((Orders, "false"));
        var store = await OpenAsync(source);

        source.Write((Orders, """{"type":"objekt"}"""));
        await Eventually.HoldsAsync(() => store.Bundle.Faults.Length == 1);

        store.Bundle.Faults[0].ShouldStartWith("schemas/orders.json:1:2: ");
        store.Bundle.Bundle!.Digest.ShouldBe(good.Digest);
        (await RunAsync(store, Sample.Create("a"))).ShouldFail().Code.ShouldBe(ProblemCode.SchemaViolation);

        await ActivatesAsync(store, source.Write((Orders, "true")));
        await Eventually.HoldsAsync(() => store.Bundle.Faults.IsEmpty);
    }

    [Fact]
    public async Task Without_any_good_bundle_nothing_is_accepted_until_there_is_one()
    {
        var source = new WrittenSource();
        source.Write((Orders, "7"));
        var store = await OpenAsync(source);

        var problem = (await RunAsync(store, Sample.Create("a"))).ShouldFail();

        (problem.Code, problem.IsRetryable, problem.Applied).ShouldBe((ProblemCode.Unavailable, true, Applied.No));
        await ActivatesAsync(store, source.Write((Orders, "true")));
        (await RunAsync(store, Sample.Create("a"))).ShouldSucceed();
    }

    [Fact]
    public async Task A_server_starts_on_the_stored_copy_while_its_source_is_away()
    {
        var before = new WrittenSource();
        var files = before.Write((Orders, "false"));
        await CloseAsync(await OpenAsync(before));

        var source = new WrittenSource();
        source.Fail("The network is down.");
        var store = await OpenAsync(source);

        store.Bundle.ShouldSatisfyAllConditions(
            status => status.Bundle!.Digest.ShouldBe(files.Digest),
            status => status.IsStoredCopy.ShouldBeTrue(),
            status => status.Faults.ShouldBe(["The network is down."]));
        (await RunAsync(store, Sample.Create("a"))).ShouldFail().Code.ShouldBe(ProblemCode.SchemaViolation);

        await ActivatesAsync(store, source.Write((Orders, "true")));
        (store.Bundle.IsStoredCopy, store.Bundle.Faults.IsEmpty).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_thousand_swaps_under_load_lose_no_command_and_none_is_judged_by_a_mixture()
    {
        // Bundle n accepts a document whose two members are n; the schemas lie in two files.
        var source = new WrittenSource();
        var digests = new List<string?> { Swap(source, 0).Digest };
        var store = await OpenAsync(source);
        using var over = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => WriteAsync(store, writer, over.Token)));

        for (var swap = 1; swap <= 1000; swap++)
        {
            var files = Swap(source, swap);
            digests.Add(files.Digest);
            await ActivatesAsync(store, files);
        }

        await over.CancelAsync();
        await load;
        (await AnnouncedAsync(store)).ShouldBe(digests);
    }

    [Fact]
    public async Task What_a_bundle_names_as_unique_is_so_from_its_activation_on()
    {
        var source = new WrittenSource();
        source.Write((Orders, """{"x-unique":["/n",["/a","/b"]]}"""));
        var store = await OpenAsync(source);

        (await RunAsync(store, Sample.Create("a", """{"n":1,"a":1,"b":1}"""))).ShouldSucceed();
        var refusal = (await RunAsync(store, Sample.Create("b", """{"n":1.0}"""))).ShouldFail();
        (await RunAsync(store, Sample.Create("c", """{"a":1,"b":1}"""))).ShouldFail().Code.ShouldBe(ProblemCode.NotUnique);

        refusal.Code.ShouldBe(ProblemCode.NotUnique);
        refusal.Errors.ShouldHaveSingleItem().Pointer.ShouldBe("/body/n");
    }

    [Fact]
    public async Task Twins_keep_a_bundle_from_its_activation_and_are_named()
    {
        var source = new WrittenSource();
        var before = source.Write((Orders, "true"));
        var store = await OpenAsync(source);
        foreach (var id in new[] { "a", "b" })
            (await RunAsync(store, Sample.Create(id, """{"n":1}"""))).ShouldSucceed();

        source.Write((Orders, """{"x-unique":["/m","/n"]}"""));
        await Eventually.HoldsAsync(() => store.Bundle.Faults.Length == 1);

        store.Bundle.Faults[0].ShouldContain("/n can't be unique: in tenant default, 2 documents");
        store.Bundle.Bundle!.Digest.ShouldBe(before.Digest);
        await Eventually.HoldsAsync(async () => (await store.Maintenance.ListUniqueAsync(Cancellation)).Count == 0);

        (await RunAsync(store, Sample.Delete("b"))).ShouldSucceed();
        await ActivatesAsync(store, source.Write((Orders, """{"x-unique":["/n"]}""")));
        (await RunAsync(store, Sample.Create("c", """{"n":1}"""))).ShouldFail().Code.ShouldBe(ProblemCode.NotUnique);
    }

    [Fact]
    public async Task What_no_bundle_names_any_more_is_not_unique_but_what_an_operator_declared_is()
    {
        var source = new WrittenSource();
        source.Write((Orders, """{"x-unique":["/n","/m"]}"""));
        var store = await OpenAsync(source);
        await store.Maintenance.DeclareUniqueAsync(
            TargetName.Trusted("orders"), [JsonPointer.Root.Append("m")], progress: null, Cancellation);

        source.Write((Orders, "true"));
        await Eventually.HoldsAsync(async () => (await store.Maintenance.ListUniqueAsync(Cancellation)).Count == 1);

        (await RunAsync(store, Sample.Create("a", """{"n":1,"m":1}"""))).ShouldSucceed();
        (await RunAsync(store, Sample.Create("b", """{"n":1}"""))).ShouldSucceed();
        (await RunAsync(store, Sample.Create("c", """{"m":1}"""))).ShouldFail().Code.ShouldBe(ProblemCode.NotUnique);
    }

    static BundleFiles Swap(WrittenSource source, int n) => source.Write(
        (Orders, string.Create(CultureInfo.InvariantCulture,
            $$"""{ "properties": { "n": { "const": {{n}} }, "m": { "$ref": "_m.json" } } }""")),
        ("schemas/_m.json", string.Create(CultureInfo.InvariantCulture, $$"""{ "const": {{n}} }""")));

    // A refusal must name both members or none: one alone would be a mixture of two bundles.
    static async Task WriteAsync(DocumentStore store, int writer, CancellationToken over)
    {
        for (var at = 0; !over.IsCancellationRequested; at++)
        {
            var files = store.Bundle.Bundle!.Files!;
            var active = ((JsonObject)JsonValue.Parse(files.Files[0].Text))["const"];
            var command = Sample.Create($"w{writer}-{at}", $$"""{"n":{{active}},"m":{{active}}}""");
            switch (await await store.SubmitAsync(command, CancellationToken.None))
            {
                case Outcome.Success success:
                    success.Events.ShouldHaveSingleItem().Bundle.ShouldBe(files.Digest);
                    break;
                case Outcome.Failure { Problem: var problem }:
                    problem.Code.ShouldBe(ProblemCode.SchemaViolation);
                    problem.Errors.Length.ShouldBe(2);
                    break;
            }
        }
    }

    static async Task<List<string?>> AnnouncedAsync(DocumentStore store)
    {
        var key = new AggregateKey(Tenant.System, TargetName.Trusted("bundles"), AggregateId.Trusted("active"));
        List<string?> digests = [];
        var last = (await store.Documents.GetAsync(key)).Version;
        for (var version = 1L; version <= last.Number; version++)
        {
            (await store.Documents.GetAsync(key, new Version(version), Cancellation))
                .TryGet(out var state, out _).ShouldBeTrue();
            digests.Add((state!.Body!["digest"] as JsonString)?.Value);
        }

        return digests;
    }

    private protected static async Task<Outcome> RunAsync(DocumentStore store, Command command) =>
        await await store.SubmitAsync(command, Cancellation);

    private protected static Task ActivatesAsync(DocumentStore store, BundleFiles files) =>
        Eventually.HoldsAsync(() => store.Bundle.Bundle?.Digest == files.Digest);

    private protected async Task<DocumentStore> OpenAsync(WrittenSource? source)
    {
        _database ??= await backend.CreateDatabaseAsync();
        var store = await DocumentStore.OpenAsync(
            _database, new() { Bundles = source }, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        _stores.Add(store);
        await store.StartBundlesAsync(Cancellation);
        return store;
    }

    private protected async Task CloseAsync(DocumentStore store)
    {
        _stores.Remove(store);
        await store.DisposeAsync();
    }
}

public sealed class BundleActivationTestsOnSqlite(SqliteBackend backend) : BundleActivationTests(backend);

public sealed class BundleActivationTestsOnPostgreSql(PostgresBackend backend) : BundleActivationTests(backend)
{
    [Fact]
    public async Task Of_two_servers_one_alone_names_it_and_neither_lets_a_twin_in()
    {
        var (knowing, unknowing) = (new WrittenSource(), new WrittenSource());
        knowing.Write((Orders, """{"x-unique":["/n"]}"""));
        unknowing.Write((Orders, "true"));
        var left = await OpenAsync(knowing);
        var right = await OpenAsync(unknowing);

        (await RunAsync(left, Sample.Create("a", """{"n":1}"""))).ShouldSucceed();
        (await RunAsync(right, Sample.Create("b", """{"n":1}"""))).ShouldFail().Code.ShouldBe(ProblemCode.NotUnique);
        await ActivatesAsync(right, unknowing.Write((Orders, "{}")));
        (await RunAsync(right, Sample.Create("c", """{"n":1}"""))).ShouldFail().Code.ShouldBe(ProblemCode.NotUnique);

        await CloseAsync(left);
        await ActivatesAsync(right, unknowing.Write((Orders, "true")));
        await Eventually.HoldsAsync(async () => (await right.Maintenance.ListUniqueAsync(Cancellation)).Count == 0);
        (await RunAsync(right, Sample.Create("d", """{"n":1}"""))).ShouldSucceed();
    }
}
