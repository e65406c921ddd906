using System.Globalization;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Activating;

/// <summary>From a source to the bundle that decides: stored, announced, then active; and what a fault leaves.</summary>
public abstract class BundleActivationTests(Backend backend) : ActivationContract(backend)
{
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

        store.Bundle.Faults[0].Summary.ShouldStartWith("schemas/orders.json:1:2: ");
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
        var first = await OpenAsync(before);
        var since = first.Bundle.Since;
        await CloseAsync(first);

        var source = new WrittenSource();
        source.Fail("The network is down.");
        var store = await OpenAsync(source);

        store.Bundle.ShouldSatisfyAllConditions(
            status => status.Bundle!.Digest.ShouldBe(files.Digest),
            status => status.IsStoredCopy.ShouldBeTrue(),
            status => (status.Source, status.Since).ShouldBe(("test", since)),
            status => status.Faults.ShouldHaveSingleItem().Summary.ShouldBe("The network is down."));
        (await RunAsync(store, Sample.Create("a"))).ShouldFail().Code.ShouldBe(ProblemCode.SchemaViolation);

        await ActivatesAsync(store, source.Write((Orders, "true")));
        (store.Bundle.IsStoredCopy, store.Bundle.Faults.IsEmpty).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_start_without_a_source_in_between_does_not_lose_the_stored_copy()
    {
        var before = new WrittenSource();
        var files = before.Write((Orders, "false"));
        await CloseAsync(await OpenAsync(before));
        var without = await OpenAsync(source: null);
        await Eventually.HoldsAsync(async () => (await AnnouncedAsync(without)).Count == 2);
        await CloseAsync(without);

        var source = new WrittenSource();
        source.Fail("The network is down.");
        var store = await OpenAsync(source);

        (store.Bundle.Bundle?.Digest, store.Bundle.IsStoredCopy).ShouldBe((files.Digest, true));
        (await AnnouncedAsync(store)).ShouldBe([files.Digest, null, files.Digest]);
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
}

public sealed class BundleActivationTestsOnSqlite(SqliteBackend backend) : BundleActivationTests(backend);

public sealed class BundleActivationTestsOnPostgreSql(PostgresBackend backend) : BundleActivationTests(backend);
