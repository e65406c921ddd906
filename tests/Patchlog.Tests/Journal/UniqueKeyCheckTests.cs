using Patchlog.Journal;
using Patchlog.Repairing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>A verification knows what keys there should be, and a rebuild makes them.</summary>
public abstract class UniqueKeyCheckTests(Backend backend) : JournalContract(backend)
{
    readonly string _type = Unique.NewType();

    [Theory]
    [InlineData("delete from unique_keys where target_id = 'a' and tenant = ", "/a: of the unique /v it has no key")]
    [InlineData("update unique_keys set target_id = 'none' where target_id = 'a' and tenant = ", "/a: of the unique /v it has no key", "none: a unique key is kept of it")]
    [InlineData("update unique_keys set target_id = 'gone' where target_id = 'a' and tenant = ", "/a: of the unique /v it has no key", "/gone: of the unique /v it has a key, but no value")]
    [InlineData("update unique_keys set digest = (select digest from unique_keys other where other.target_id = 'b' and other.tenant = unique_keys.tenant) where target_id = 'a' and tenant = ", "/a: of the unique /v it has the key of another value", "is not unique: a and b are equal there")]
    [InlineData("update unique_keys set declaration = 0 where target_id = 'a' and tenant = ", "/a: of the unique /v it has no key", "a: a unique key is kept of it")]
    public async Task Keys_that_were_tampered_with_are_found_and_mended(string tamper, params string[] expected)
    {
        await FillAsync();
        await VerifyAsync().ShouldBeCleanAsync();
        await Backend.ExecuteAsync($"{tamper} '{Tenant}'");

        var differences = (await VerifyAsync()).Differences;

        differences.Count.ShouldBe(expected.Length);
        foreach (var sentence in expected)
            differences.ShouldContain(difference => difference.Contains(sentence, StringComparison.Ordinal));

        await RebuildAsync();
        await VerifyAsync().ShouldBeCleanAsync();
        (await AppendAsync(Unique.Create(Id("new"), """{"v":1}"""))).Entries.ShouldBe([AppendedEntry.NotUnique]);
    }

    [Fact]
    public async Task Of_many_wrong_keys_the_first_are_named_and_the_others_counted()
    {
        await Unique.DeclareAsync(Journal, Unique.Of(_type, "/v"));
        await AppendAsync([.. Enumerable.Range(0, 20).Select(i => Unique.Create(Id($"d{i:00}"), $$"""{"v":{{i}}}"""))]);
        await Backend.ExecuteAsync($"delete from unique_keys where tenant = '{Tenant}'");

        var differences = (await VerifyAsync()).Differences;

        differences.Count.ShouldBe(UniquenessLimits.MaxKeysShown + 1);
        differences[^1].ShouldContain("20 wrong or missing keys in all");
    }

    [Fact]
    public async Task What_others_append_during_a_verification_is_no_difference()
    {
        await FillAsync();
        var created = 0;
        var busy = new FaultyJournal(Journal)
        {
            BeforeRead = () => AppendAsync(Unique.Create(Id($"new-{created}"), $$"""{"v":{{100 + created++}}}""")),
        };

        (await new StateRepair(busy).VerifyAsync(Tenant, null, null, Cancellation)).Differences.ShouldBeEmpty();

        created.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task What_is_declared_during_a_rebuild_has_all_keys_afterwards()
    {
        await FillAsync();
        Task declaring = Task.CompletedTask;
        var busy = new FaultyJournal(Journal)
        {
            BeforeRead = () =>
            {
                if (declaring.IsCompleted)
                    declaring = Task.Run(() => Unique.DeclareAsync(Journal, Unique.Of(_type, "/w")));
                return Task.CompletedTask;
            },
        };

        await new StateRepair(busy).RebuildAsync(Tenant, isForced: false, null, Cancellation);
        await declaring;

        await VerifyAsync().ShouldBeCleanAsync();
        (await AppendAsync(Unique.Create(Id("new"), """{"w":10}"""))).Entries.ShouldBe([AppendedEntry.NotUnique]);
    }

    async Task FillAsync()
    {
        await Unique.DeclareAsync(Journal, Unique.Of(_type, "/v"));
        await AppendAsync(
            Unique.Create(Id("a"), """{"v":1,"w":10}"""), Unique.Create(Id("b"), """{"v":2}"""),
            Unique.Create(Id("none-at-all"), "{}"), Unique.Create(Id("gone"), """{"v":3}"""));
        await AppendAsync(Entries.Delete(Id("gone"), 1));
    }

    AggregateKey Id(string id) => Key(id, _type);

    Task<StateReport> VerifyAsync() => new StateRepair(Journal).VerifyAsync(Tenant, null, null, Cancellation);

    Task<StateReport> RebuildAsync() => new StateRepair(Journal).RebuildAsync(Tenant, isForced: false, null, Cancellation);
}

public sealed class UniqueKeyCheckTestsOnSqlite(SqliteBackend backend) : UniqueKeyCheckTests(backend);

public sealed class UniqueKeyCheckTestsOnPostgreSql(PostgresBackend backend) : UniqueKeyCheckTests(backend);
