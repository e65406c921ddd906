using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal.Processes;

/// <summary>Events find instances by the digest of a value.</summary>
public abstract class ProcessKeyTests(Backend backend) : ProcessContract(backend)
{
    static readonly string[] Ids = ["b", "B", "a~", "_", "a", "c"];

    [Fact]
    public async Task Instances_are_found_by_key_in_ordinal_order_page_by_page()
    {
        await ApplyAsync([.. Ids.Select(id => Key(id, "1.0"))]);
        await ApplyAsync(Key("other", "2"), Key("a", "1", "invoice"));

        (await FindAsync("1")).ShouldBe(["B", "_", "a", "a~", "b", "c"]);
        (await FindAsync("1", limit: 2)).ShouldBe(["B", "_"]);
        (await FindAsync("1", after: "_", limit: 2)).ShouldBe(["a", "a~"]);
        (await FindAsync("1", after: "c")).ShouldBeEmpty();
        (await FindAsync("10e-1", correlation: "invoice")).ShouldBe(["a"]);
        (await FindAsync("3")).ShouldBeEmpty();
        (await Store.FindInstancesAsync(Tenant, "bills", "order", DigestOf("1"), null, 9, Cancellation)).ShouldBeEmpty();
        (await Store.FindInstancesAsync(NewTenant(), "orders", "order", DigestOf("1"), null, 9, Cancellation))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task An_instance_has_one_key_for_a_correlation_the_last_that_was_set()
    {
        await ApplyAsync(Key("a", "1"), Key("a", "2"), Key("b", "2"), Key("b", null), Key("c", null), Key("c", "2"));
        (await FindAsync("1")).ShouldBeEmpty();
        (await FindAsync("2")).ShouldBe(["a", "c"]);

        await AppendAsync(
            Entries.Check(Key("x"), 0) with { Effects = [Key("a", null), Key("b", "2"), Key("nobody", null)] },
            Entries.Check(Key("y"), 7) with { Effects = [Key("c", null)] });

        (await FindAsync("2")).ShouldBe(["b", "c"]);
    }

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("1", "\"1\"", false)]
    [InlineData("\"a\"", "\"\\u0061\"", true)]
    [InlineData("\"a\"", "\"A\"", false)]
    [InlineData("""{"x":1e1,"y":[2]}""", """{"y":[2.0],"x":10}""", true)]
    [InlineData("null", "false", false)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    public void Equal_values_have_one_digest(string one, string other, bool areEqual) =>
        DigestOf(one).SequenceEqual(DigestOf(other)).ShouldBe(areEqual);

    static byte[] DigestOf(string json) => Digest.OfKey(JsonValue.Parse(json));

    static ProcessKeyEffect.Set Key(string instance, string? json, string correlation = "order") =>
        new("orders", Instance(instance), correlation, json is null ? null : DigestOf(json));

    async Task<List<string>> FindAsync(
        string json, string correlation = "order", string? after = null, int limit = 100) =>
    [
        .. (await Store.FindInstancesAsync(
            Tenant, "orders", correlation, DigestOf(json), after is null ? null : Instance(after), limit, Cancellation))
        .Select(id => id.Value),
    ];
}

public sealed class ProcessKeyTestsOnSqlite(SqliteBackend backend) : ProcessKeyTests(backend);

public sealed class ProcessKeyTestsInMemory(MemoryBackend backend) : ProcessKeyTests(backend);

public sealed class ProcessKeyTestsOnPostgreSql(PostgresBackend backend) : ProcessKeyTests(backend);
