using Patchlog.Journal;
using Patchlog.Repairing;
using Patchlog.Searching;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What happens between a program and its database before the first command.</summary>
public abstract class JournalOpenerTests(Backend backend) : JournalContract(backend)
{
    [Fact]
    public async Task A_database_keeps_its_epoch_and_its_events()
    {
        var database = await Backend.CreateDatabaseAsync();
        Guid epoch;
        await using (var journal = await Backend.OpenAsync(database))
        {
            epoch = journal.Epoch;
            await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation);
        }

        await using var again = await Backend.OpenAsync(database);

        again.Epoch.ShouldBe(epoch);
        (await again.Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(new(1));
    }

    [Fact]
    public async Task A_journal_that_is_closed_says_so_and_may_be_closed_again()
    {
        var journal = await Backend.OpenAsync(await Backend.CreateDatabaseAsync());
        await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation);
        await journal.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => journal.Reader.FindHeadAsync(Tenant, Cancellation));
        await Should.ThrowAsync<ObjectDisposedException>(
            () => journal.AppendAsync(Tenant, [Entries.Create(Key("b"))], Cancellation));
        await journal.DisposeAsync();
    }

    [Fact]
    public async Task Two_databases_have_different_epochs()
    {
        await using var other = await Backend.OpenAsync(await Backend.CreateDatabaseAsync());

        other.Epoch.ShouldNotBe(Journal.Epoch);
        (other.Epoch.Version, other.Epoch.Variant >> 2).ShouldBe((4, 2));
    }

    [Fact]
    public async Task An_epoch_lasts_until_it_is_renewed()
    {
        var database = await Backend.CreateDatabaseAsync();
        Guid first, renewed;
        await using (var journal = await Backend.OpenAsync(database))
            first = journal.Epoch;
        await using (var journal = await Backend.OpenAsync(database))
        {
            journal.Epoch.ShouldBe(first);
            renewed = await journal.RenewEpochAsync(from: null, Cancellation);
        }

        await using var after = await Backend.OpenAsync(database);

        after.Epoch.ShouldBe(renewed);
        renewed.ShouldNotBe(first);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        var database = await Backend.CreateDatabaseAsync();
        await (await Backend.OpenAsync(database)).DisposeAsync();
        await Backend.ExecuteAsync("insert into migrations (number, name) values (9999, 'from the future')", database);

        var refusal = await Should.ThrowAsync<InvalidDataException>(() => Backend.OpenAsync(database));

        refusal.Message.ShouldContain("newer version of Patchlog");
    }

    [Fact]
    public async Task Nothing_acknowledged_can_be_lost_so_there_is_no_warning()
    {
        await using var journal = await Backend.OpenAsync(await Backend.CreateDatabaseAsync());

        journal.Durability.Warnings.ShouldBeEmpty();
    }
}

public sealed class JournalOpenerTestsOnPostgreSql(PostgresBackend backend) : JournalOpenerTests(backend)
{
    [Fact]
    public async Task Five_servers_may_open_an_empty_database_at_once()
    {
        var database = await Backend.CreateDatabaseAsync();

        var journals = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => Task.Run(() => Backend.OpenAsync(database))));

        journals.Select(journal => journal.Epoch).Distinct().ShouldHaveSingleItem();
        foreach (var journal in journals)
        {
            var append = await journal.AppendAsync(Tenant, [Entries.Create(Key($"{Guid.NewGuid()}"))], Cancellation);
            append.Entries.ShouldBe([AppendedEntry.Admitted]);
            await journal.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_server_that_would_lose_what_it_acknowledged_is_warned_of()
    {
        await using var cluster = await PostgresCluster.StartAsync(
            "fsync=off", "synchronous_commit=off", "full_page_writes=off");

        await using var journal = await Backend.OpenAsync(DatabaseAddress.Parse(await cluster.CreateDatabaseAsync()));

        journal.Durability.Warnings.Select(warning => warning.Split(' ')[0])
            .ShouldBe(["fsync", "full_page_writes", "synchronous_commit"]);
    }

    [Fact]
    public async Task Every_method_says_that_the_database_is_away()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var journal = await Backend.OpenAsync(DatabaseAddress.Parse(await cluster.CreateDatabaseAsync()));
        await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation);
        await cluster.KillAsync();
        var reader = journal.Reader;
        var type = TargetName.Trusted("orders");

        foreach (var call in (Func<Task>[])[
            () => journal.AppendAsync(Tenant, [Entries.Create(Key("b"))], Cancellation),
            () => journal.ReplaceStatesAsync(Tenant, AsyncEnumerable.Empty<DerivedRow>(), Cancellation),
            () => reader.LoadAsync([], [Key("a")], Cancellation),
            () => reader.FindCommandsAsync(Tenant, [CommandId.Trusted("c")], Cancellation),
            () => reader.ReadHistoryAsync(Key("a"), Version.None, new(1), 1, 1, Cancellation),
            () => reader.ReadSinceAsync(Key("a"), Version.None, new(1), 1, Cancellation),
            () => reader.ReadAsync(Tenant, Position.Start, 1, Cancellation),
            () => reader.ReadByAggregateAsync(Tenant, null, Version.None, 1, 1, Cancellation),
            () => reader.FindSnapshotAsync(Key("a"), new(1), Cancellation),
            () => reader.FindVersionAsync(Key("a"), new Position(1), Cancellation),
            () => reader.FindVersionAsync(Key("a"), DateTimeOffset.MaxValue, Cancellation),
            () => reader.FindHeadAsync(Tenant, Cancellation),
            () => reader.FindAsync(new(Tenant, type), null, 1, 1, Cancellation),
            () => reader.CountAsync(new Query(Tenant, type), isEstimate: true, Cancellation),
            () => journal.Indexes.ListAsync(Cancellation),
            () => reader.ListTenantsAsync(Cancellation),
            () => reader.CountAsync(Tenant, Cancellation)])
            await Should.ThrowAsync<JournalUnavailableException>(call);

        await cluster.StartAgainAsync();
        (await journal.AppendAsync(Tenant, [Entries.Set(Key("a"), 1, 1)], Cancellation)).Entries
            .ShouldBe([AppendedEntry.Admitted]);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_unavailable()
    {
        var nowhere = DatabaseAddress.Parse("postgres://nobody@127.0.0.1:1/nothing");

        var failure = await Should.ThrowAsync<JournalUnavailableException>(() => Backend.OpenAsync(nowhere));

        failure.Applied.ShouldBe(Applied.No);
    }
}

public sealed class JournalOpenerTestsOnSqlite(SqliteBackend backend) : JournalOpenerTests(backend)
{
    [Fact]
    public async Task A_second_server_on_one_file_is_refused_until_the_first_has_closed_it()
    {
        var database = await Backend.CreateDatabaseAsync();
        var file = ((DatabaseAddress.SqliteFile)database).Path;
        await using (await Backend.OpenAsync(database))
        {
            var refusal = await Should.ThrowAsync<JournalUnavailableException>(() => Backend.OpenAsync(database));
            refusal.Message.ShouldContain(file);
            refusal.Message.ShouldContain("Stop that one, or use another file.");
        }

        await using var second = await Backend.OpenAsync(database);

        second.Durability.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_name_of_the_same_file_is_refused_too()
    {
        var database = (DatabaseAddress.SqliteFile)await Backend.CreateDatabaseAsync();
        await using var journal = await Backend.OpenAsync(database);
        var link = database.Path + ".link";
        File.CreateSymbolicLink(link, database.Path);

        await Should.ThrowAsync<JournalUnavailableException>(
            () => Backend.OpenAsync(new DatabaseAddress.SqliteFile(link)));
    }

    [Fact]
    public async Task Folders_that_are_missing_are_made()
    {
        var database = (DatabaseAddress.SqliteFile)await Backend.CreateDatabaseAsync();
        var deep = Path.Combine(database.Path + ".d", "data", "patchlog.db");

        await using (await Backend.OpenAsync(new DatabaseAddress.SqliteFile(deep)))
            File.Exists(deep).ShouldBeTrue();
    }

    [Fact]
    public async Task The_file_is_one_file_again_when_it_is_closed()
    {
        var database = (DatabaseAddress.SqliteFile)await Backend.CreateDatabaseAsync();
        await using (var journal = await Backend.OpenAsync(database))
        {
            await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation);
            await journal.Reader.FindHeadAsync(Tenant, Cancellation);
            File.Exists(database.Path + "-wal").ShouldBeTrue();
        }

        File.Exists(database.Path + "-wal").ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        var database = (DatabaseAddress.SqliteFile)await Backend.CreateDatabaseAsync();
        await File.WriteAllTextAsync(database.Path, new string('?', 8192), Cancellation);

        var refusal = await Should.ThrowAsync<InvalidDataException>(() => Backend.OpenAsync(database));

        refusal.Message.ShouldBe($"{database.Path} is not a SQLite database.");
    }

    [Fact]
    public async Task A_folder_in_place_of_the_file_is_unavailable()
    {
        var database = (DatabaseAddress.SqliteFile)await Backend.CreateDatabaseAsync();
        Directory.CreateDirectory(database.Path);

        var failure = await Should.ThrowAsync<JournalUnavailableException>(() => Backend.OpenAsync(database));

        failure.Message.ShouldContain(database.Path);
    }

    [Fact]
    public async Task A_database_in_memory_works_and_warns_that_nothing_lasts()
    {
        await using var journal = await Backend.OpenAsync(new DatabaseAddress.SqliteMemory());
        await using var other = await Backend.OpenAsync(new DatabaseAddress.SqliteMemory());

        await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation);

        journal.Durability.Warnings.ShouldHaveSingleItem().ShouldContain("nothing outlives this process");
        (await journal.Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(new(1));
        (await other.Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(Position.Start);
        (await new StateRepair(journal).RebuildAsync(Tenant, isForced: false, null, Cancellation)).Aggregates.ShouldBe(1);
        (await new StateRepair(journal).VerifyAsync(Tenant, null, null, Cancellation)).Differences.ShouldBeEmpty();
    }
}
