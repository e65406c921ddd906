using Patchlog.Json;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Activating;

/// <summary>What a bundle names as unique is so while it is active, and it is not activated where that can't be.</summary>
public abstract class UniqueActivationTests(Backend backend) : ActivationContract(backend)
{
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

        var fault = store.Bundle.Faults[0];
        fault.TextFor(Tenant.Trusted("default")).ShouldContain("/n can't be unique");
        fault.TextFor(Tenant.Trusted("default")).ShouldContain("2 documents have the same value, such as a, b.");
        fault.TextFor(Tenant.Trusted("other")).ShouldNotContain("such as");
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

    [Fact]
    public async Task The_stored_copy_decides_only_when_what_it_names_is_unique_again()
    {
        var before = new WrittenSource();
        before.Write((Orders, """{"x-unique":["/n"]}"""));
        await CloseAsync(await OpenAsync(before));
        var without = await OpenAsync(source: null);
        await without.Maintenance.DropUniqueAsync(
            TargetName.Trusted("orders"), [JsonPointer.Root.Append("n")], Cancellation);
        (await RunAsync(without, Sample.Create("a", """{"n":1}"""))).ShouldSucceed();
        await CloseAsync(without);

        var source = new WrittenSource();
        source.Fail("The network is down.");
        var store = await OpenAsync(source);

        (await RunAsync(store, Sample.Create("b", """{"n":1}"""))).ShouldFail().Code.ShouldBe(ProblemCode.NotUnique);
    }
}

public sealed class UniqueActivationTestsOnSqlite(SqliteBackend backend) : UniqueActivationTests(backend);

public sealed class UniqueActivationTestsOnPostgreSql(PostgresBackend backend) : UniqueActivationTests(backend)
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
