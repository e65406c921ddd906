using Patchlog.Journal;
using Patchlog.Repairing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What is declared unique is so after every append, whatever is in one batch.</summary>
public abstract class UniqueKeyTests(Backend backend) : JournalContract(backend)
{
    readonly string _type = Unique.NewType();

    [Fact]
    public async Task A_second_document_with_the_value_is_refused_and_told_who_has_it()
    {
        await DeclareAsync("/number");
        await AppendAsync(Create("a", """{"number":7}"""));

        var result = await AppendAsync(Create("b", """{"number":7}"""), Create("c", """{"number":8}"""));

        result.Entries.ShouldBe([AppendedEntry.NotUnique, AppendedEntry.Admitted]);
        result.Violations.ShouldHaveSingleItem()
            .ShouldBe(new(0, Unique.Of(_type, "/number"), AggregateId.Trusted("a")));
        (await LoadAsync(Id("b"))).ShouldBe(AggregateState.None);
        (await LoadAsync(Id("c"))).IsAlive.ShouldBeTrue();
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task All_violations_of_an_entry_are_told()
    {
        await DeclareAsync("/number");
        await Unique.DeclareAsync(Journal, Unique.Of(_type, "/email"));
        await AppendAsync(Create("a", """{"number":7}"""), Create("b", """{"email":"x"}"""));

        var result = await AppendAsync(Create("c", """{"number":7,"email":"x"}"""));

        result.ViolationsOf(0).Select(violation => violation.Holder.Value).ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "10e-1")]
    [InlineData("0", "-0.0")]
    [InlineData("1E400", "10E399")]
    [InlineData("\"a\"", "\"\\u0061\"")]
    [InlineData("{\"x\":1,\"y\":[2]}", "{\"y\":[2.0],\"x\":1}")]
    public async Task Values_that_are_equal_as_json_are_the_same_however_they_are_written(string one, string other)
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", $$"""{"v":{{one}}}"""));

        (await AppendAsync(Create("b", $$"""{"v":{{other}}}"""))).Entries.ShouldBe([AppendedEntry.NotUnique]);
    }

    [Theory]
    [InlineData("1", "\"1\"")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1E400", "1E401")]
    [InlineData("\"a\"", "\"A\"")]
    [InlineData("\"\"", "\" \"")]
    [InlineData("true", "\"true\"")]
    [InlineData("[1,2]", "[2,1]")]
    public async Task Values_that_differ_as_json_are_different(string one, string other)
    {
        await DeclareAsync("/v");

        (await AppendAsync(Create("a", $$"""{"v":{{one}}}"""), Create("b", $$"""{"v":{{other}}}"""))).Entries
            .ShouldAllBe(entry => entry == AppendedEntry.Admitted);
    }

    [Fact]
    public async Task Strings_of_any_length_are_compared_to_their_end()
    {
        await DeclareAsync("/v");
        var text = new string('x', 100_000);
        await AppendAsync(Create("a", $$"""{"v":"{{text}}1"}"""));

        (await AppendAsync(Create("b", $$"""{"v":"{{text}}2"}"""), Create("c", $$"""{"v":"{{text}}1"}"""))).Entries
            .ShouldBe([AppendedEntry.Admitted, AppendedEntry.NotUnique]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"v":null}""")]
    [InlineData("""{"w":{"v":1}}""")]
    public async Task Documents_without_the_value_or_with_null_are_equal_to_none(string body)
    {
        await DeclareAsync("/v");

        (await AppendAsync(Create("a", body), Create("b", body))).Entries
            .ShouldAllBe(entry => entry == AppendedEntry.Admitted);
    }

    [Fact]
    public async Task Of_several_paths_all_values_together_are_unique_and_only_if_all_are_there()
    {
        await DeclareAsync("/country", "/number");
        await AppendAsync(Create("a", """{"country":"de","number":1}"""));

        var result = await AppendAsync(
            Create("b", """{"country":"fr","number":1}"""), Create("c", """{"country":"de","number":2}"""),
            Create("d", """{"country":"de"}"""), Create("e", """{"country":"de","number":null}"""),
            Create("f", """{"country":"de"}"""), Create("g", """{"number":1.0,"country":"de"}"""));

        result.Entries.ShouldBe([
            AppendedEntry.Admitted, AppendedEntry.Admitted, AppendedEntry.Admitted, AppendedEntry.Admitted,
            AppendedEntry.Admitted, AppendedEntry.NotUnique]);
    }

    [Fact]
    public async Task Other_types_and_other_tenants_are_not_concerned()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""));

        (await AppendAsync(Unique.Create(Key("b", "orders"), """{"v":1}"""))).Entries.ShouldBe([AppendedEntry.Admitted]);
        var other = NewTenant();
        (await Journal.AppendAsync(
            other, [Unique.Create(Id("b") with { Tenant = other }, """{"v":1}""")], Cancellation)).Entries
            .ShouldBe([AppendedEntry.Admitted]);
    }

    [Fact]
    public async Task A_deletion_frees_the_value_and_a_revival_takes_it_again()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""));

        await AppendAsync(Entries.Delete(Id("a"), 1));
        (await AppendAsync(Create("b", """{"v":1}"""))).Entries.ShouldBe([AppendedEntry.Admitted]);

        (await AppendAsync(Create("a", """{"v":1}""", 2))).Entries.ShouldBe([AppendedEntry.NotUnique]);
        await AppendAsync(Entries.Delete(Id("b"), 1));
        (await AppendAsync(Create("a", """{"v":1}""", 2))).Entries.ShouldBe([AppendedEntry.Admitted]);
        (await AppendAsync(Create("b", """{"v":1}""", 2))).Entries.ShouldBe([AppendedEntry.NotUnique]);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_change_frees_the_value_and_takes_the_new_one()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""), Create("b", """{"v":2}"""));

        (await AppendAsync(Change("a", """{"v":1}""", """{"v":2}""", 1))).Entries.ShouldBe([AppendedEntry.NotUnique]);
        (await AppendAsync(Change("a", """{"v":1}""", """{"v":3}""", 1))).Entries.ShouldBe([AppendedEntry.Admitted]);
        (await AppendAsync(Change("b", """{"v":2}""", """{"v":1}""", 1))).Entries.ShouldBe([AppendedEntry.Admitted]);
        (await AppendAsync(Change("a", """{"v":3}""", "{}", 2))).Entries.ShouldBe([AppendedEntry.Admitted]);
        (await AppendAsync(Create("c", """{"v":3}"""))).Entries.ShouldBe([AppendedEntry.Admitted]);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task A_change_of_something_else_keeps_the_value()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""));

        (await AppendAsync(Change("a", """{"v":1}""", """{"v":1.0,"n":2}""", 1))).Entries
            .ShouldBe([AppendedEntry.Admitted]);

        (await AppendAsync(Create("b", """{"v":1}"""))).Entries.ShouldBe([AppendedEntry.NotUnique]);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task In_one_batch_a_deletion_frees_for_those_behind_it_and_not_for_those_before_it()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""), Create("b", """{"v":2}"""));

        (await AppendAsync(Entries.Delete(Id("a"), 1), Create("c", """{"v":1}"""))).Entries
            .ShouldBe([AppendedEntry.Admitted, AppendedEntry.Admitted]);
        (await AppendAsync(Create("d", """{"v":2}"""), Entries.Delete(Id("b"), 1))).Entries
            .ShouldBe([AppendedEntry.NotUnique, AppendedEntry.Admitted]);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Two_documents_can_swap_values_in_one_batch_by_way_of_a_third_value()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""), Create("b", """{"v":2}"""));

        (await AppendAsync(
            Change("a", """{"v":1}""", """{"v":3}""", 1), Change("b", """{"v":2}""", """{"v":1}""", 1),
            Change("a", """{"v":3}""", """{"v":2}""", 2, isChained: true))).Entries
            .ShouldAllBe(entry => entry == AppendedEntry.Admitted);

        (await AppendAsync(Create("c", """{"v":3}"""), Create("d", """{"v":2}"""))).Entries
            .ShouldBe([AppendedEntry.Admitted, AppendedEntry.NotUnique]);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task What_is_chained_on_an_entry_that_is_not_unique_is_refused_and_nothing_else()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""));

        var result = await AppendAsync(
            Create("b", """{"v":1}"""), Change("b", """{"v":1}""", """{"v":2}""", 1, isChained: true),
            Create("c", """{"v":2}"""));

        result.Entries.ShouldBe([AppendedEntry.NotUnique, AppendedEntry.Refused, AppendedEntry.Admitted]);
        (await LoadAsync(Id("b"))).ShouldBe(AggregateState.None);
    }

    [Fact]
    public async Task Only_the_state_after_a_command_counts()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""));
        var (first, last) = (Unique.BodyOf(Id("b"), """{"v":1}"""), Unique.BodyOf(Id("b"), """{"v":2}"""));

        var result = await AppendAsync(Entries.Of(
            Id("b"), 0, null, last, new EventDraft("created", EventType.Create, new(1), first, null),
            new EventDraft("patched", EventType.Patch, new(2), Json.JsonDiff.Compute(first, last).ToJson(), null)));

        result.Entries.ShouldBe([AppendedEntry.Admitted]);
        (await AppendAsync(Create("c", """{"v":2}"""))).Entries.ShouldBe([AppendedEntry.NotUnique]);
    }

    [Fact]
    public async Task A_known_command_is_known_even_if_its_value_is_another_s_or_its_own()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}""", id: "once"));

        (await AppendAsync(Create("a", """{"v":1}""", id: "once"))).Entries.ShouldBe([AppendedEntry.Known]);
        (await AppendAsync(Create("b", """{"v":1}""", id: "once"))).Entries.ShouldBe([AppendedEntry.Known]);
    }

    [Fact]
    public async Task A_stale_version_and_a_condition_that_does_not_hold_are_judged_first()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""));

        var result = await AppendAsync(
            Create("b", """{"v":1}""", expected: 3),
            Create("c", """{"v":1}""") with { Conditions = [new(Id("a"), new(9))] });

        result.Entries.ShouldAllBe(entry => entry == AppendedEntry.Refused);
        result.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_entry_takes_no_value()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""));

        var result = await AppendAsync(
            Create("b", """{"v":5}""", expected: 3), Create("c", """{"v":5}"""),
            Change("a", """{"v":1}""", """{"v":6}""", 4), Create("d", """{"v":1}"""));

        result.Entries.ShouldBe([
            AppendedEntry.Refused, AppendedEntry.Admitted, AppendedEntry.Refused, AppendedEntry.NotUnique]);
        await ShouldBeCleanAsync();
    }

    [Fact]
    public async Task Entries_that_write_no_events_take_no_value()
    {
        await DeclareAsync("/v");
        await AppendAsync(Create("a", """{"v":1}"""));
        var body = Unique.BodyOf(Id("b"), """{"v":1}""");

        (await AppendAsync(
            Entries.Check(Id("b"), 0) with { BodyAfter = body }, Entries.Unchanged(Id("c"), 0) with { BodyAfter = body }))
            .Entries.ShouldAllBe(entry => entry == AppendedEntry.Admitted);
    }

    Task DeclareAsync(params string[] paths) => Unique.DeclareAsync(Journal, Unique.Of(_type, paths));

    AggregateKey Id(string id) => Key(id, _type);

    Append Create(string target, string body, long expected = 0, string? id = null) =>
        Unique.Create(Id(target), body, expected, id: id);

    Append Change(string target, string before, string after, long expected, bool isChained = false) =>
        Unique.Change(Id(target), before, after, expected, isChained);

    Task ShouldBeCleanAsync() => new StateRepair(Journal).VerifyAsync(Tenant, null, null, Cancellation).ShouldBeCleanAsync();
}

public sealed class UniqueKeyTestsOnSqlite(SqliteBackend backend) : UniqueKeyTests(backend);

public sealed class UniqueKeyTestsInMemory(MemoryBackend backend) : UniqueKeyTests(backend);

public sealed class UniqueKeyTestsOnPostgreSql(PostgresBackend backend) : UniqueKeyTests(backend);
