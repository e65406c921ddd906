using Npgsql;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Repairing;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>
/// Appends that are in the middle of their transaction, made under what was declared before, while something is declared:
/// in PostgreSQL, where there are several at once. An effect of the test holds them up there.
/// </summary>
public sealed class PendingDeclarationTests(PostgresBackend backend) : IAsyncLifetime
{
    const string Pause = """
        create function patchlog.apply_pause(p_tenant text, p_time timestamptz, p_values json[]) returns void
        language sql as $$ select pg_advisory_xact_lock_shared(7) $$
        """;

    const string Waiting = """
        select count(*) from pg_stat_activity
        where datname = current_database() and wait_event = 'advisory'
        """;

    readonly Tenant _tenant = Tenant.Trusted("t");

    DatabaseAddress _database = new DatabaseAddress.SqliteMemory();
    IJournal? _journal, _other;

    IJournal Journal => _journal!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="isFirst">Whether it is the first of its tenant, of which no list of tenants tells.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_append_that_is_on_its_way_is_not_overlooked(bool isFirst)
    {
        if (!isFirst)
            await Journal.AppendAsync(_tenant, [Entries.Create(Key("first"))], Cancellation);
        await using var connection = await PostgresBackend.ConnectAsync(_database);
        await ExecuteAsync(connection, "select pg_advisory_lock(7)");

        var append = _other!.AppendAsync(_tenant, [Create("a") with { Effects = [new Paused()] }], Cancellation);
        await Eventually.HoldsAsync(async () => await ExecuteAsync(connection, Waiting) == 1);
        var declaring = Unique.DeclareAsync(Journal, Unique.Of("orders", "/v"));
        await Eventually.HoldsAsync(async () => await ExecuteAsync(connection, Waiting) == 2);
        declaring.IsCompleted.ShouldBeFalse();
        await ExecuteAsync(connection, "select pg_advisory_unlock(7)");

        (await append).Entries.ShouldBe([AppendedEntry.Admitted]);
        await declaring;
        (await Journal.AppendAsync(_tenant, [Create("b")], Cancellation)).Entries.ShouldBe([AppendedEntry.NotUnique]);
        await new StateRepair(Journal).VerifyAsync(_tenant, null, null, Cancellation).ShouldBeCleanAsync();
    }

    /// <param name="isFirst">Whether it is the first of its tenant, of which no list of tenants tells.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_append_that_is_on_its_way_while_it_is_dropped_leaves_no_key(bool isFirst)
    {
        var declaration = Unique.Of("orders", "/v");
        await Unique.DeclareAsync(Journal, declaration);
        if (!isFirst)
            await Journal.AppendAsync(_tenant, [Entries.Create(Key("first"))], Cancellation);
        await using var connection = await PostgresBackend.ConnectAsync(_database);
        await ExecuteAsync(connection, "select pg_advisory_lock(7)");

        var append = _other!.AppendAsync(_tenant, [Create("a") with { Effects = [new Paused()] }], Cancellation);
        await Eventually.HoldsAsync(async () => await ExecuteAsync(connection, Waiting) == 1);
        var dropping = Unique.DeclarerOf(Journal).DropAsync(declaration, Cancellation);
        await Eventually.HoldsAsync(async () => await ExecuteAsync(connection, Waiting) == 2);
        await ExecuteAsync(connection, "select pg_advisory_unlock(7)");

        (await append).Entries.ShouldBe([AppendedEntry.Admitted]);
        (await dropping).ShouldBeTrue();
        (await ExecuteAsync(connection, "select count(*) from patchlog.unique_keys")).ShouldBe(0);
        (await Journal.AppendAsync(_tenant, [Create("b")], Cancellation)).Entries.ShouldBe([AppendedEntry.Admitted]);
    }

    /// <summary>
    /// A plan is made while nobody knows what is in the table, and kept: with the wrong index each look would walk over all
    /// keys. One journal makes its plans on an empty table, the other one when there are keys.
    /// </summary>
    [Fact]
    public async Task In_a_new_table_a_key_is_looked_up_and_not_walked_to()
    {
        const int documents = 3000;
        const int looksAtEach = 10;
        await Unique.DeclareAsync(Journal, Unique.Of("orders", "/v"));
        foreach (var chunk in Enumerable.Range(0, documents).Chunk(100))
            await (chunk[0] < documents / 2 ? Journal : _other!).AppendAsync(
                _tenant, [.. chunk.Select(i => Unique.Create(Key($"{i}"), $$"""{"v":{{i}}}"""))], Cancellation);

        // All plans are made by now. A batch with a refusal, and one with deletions:
        (await Journal.AppendAsync(
            _tenant, [.. Enumerable.Range(0, 100).Select(i => Unique.Create(Key($"twin{i}"), $$"""{"v":{{i}}}"""))],
            Cancellation)).Entries.ShouldAllBe(entry => entry == AppendedEntry.NotUnique);
        await Journal.AppendAsync(
            _tenant, [.. Enumerable.Range(0, 100).Select(i => Entries.Delete(Key($"{i}"), 1))], Cancellation);

        // A session tells what it did at its end, at the latest.
        await Journal.DisposeAsync();
        await _other!.DisposeAsync();
        await using var connection = await PostgresBackend.ConnectAsync(_database);
        await Eventually.HoldsAsync(async () => await CountAsync("idx_scan") >= 2 * documents);

        (await CountAsync("idx_tup_read")).ShouldBeLessThan(documents * looksAtEach);

        Task<long> CountAsync(string what) => ExecuteAsync(
            connection, $"select sum({what})::bigint from pg_stat_user_indexes where relname = 'unique_keys'");
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _database = await backend.CreateDatabaseAsync();
        _journal = await Backend.OpenAsync(_database);
        _other = await Backend.OpenAsync(_database);
        await backend.ExecuteAsync(Pause, _database);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await _other!.DisposeAsync();
    }

    AggregateKey Key(string id) => new(_tenant, TargetName.Trusted("orders"), AggregateId.Trusted(id));

    Append Create(string id) => Unique.Create(Key(id), """{"v":1}""");

    static async Task<long> ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(Cancellation) as long? ?? 0;
    }

    sealed record Paused() : Effect("pause", JsonObject.Empty);
}
