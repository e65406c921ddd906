using Microsoft.Data.Sqlite;
using Patchlog.Journal;
using Patchlog.Journal.Sqlite;
using Patchlog.Repairing;
using Patchlog.Tests.Harness;
using Shouldly;
using SQLitePCL;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What only SQLite can get wrong: the disk is this process's own, and so is the clock.</summary>
public sealed class SqliteFaultTests(SqliteBackend backend) : JournalContract(backend)
{
    [Theory]
    [InlineData(5, DatabaseTrouble.Away)]       // busy
    [InlineData(6, DatabaseTrouble.Away)]       // locked
    [InlineData(3, DatabaseTrouble.Refused)]    // no right
    [InlineData(8, DatabaseTrouble.Refused)]    // read-only
    [InlineData(10, DatabaseTrouble.Away)]      // I/O error
    [InlineData(13, DatabaseTrouble.Full)]      // full
    [InlineData(14, DatabaseTrouble.Away)]      // can't be opened
    public void A_fault_of_the_disk_or_of_another_program_is_told_from_others(int code, DatabaseTrouble trouble) =>
        SqliteErrors.TroubleOf(new SqliteException("", code)).ShouldBe(trouble);

    [Theory]
    [InlineData(1)]     // a wrong statement
    [InlineData(11)]    // a damaged file
    [InlineData(19)]    // a constraint
    public void A_bug_or_a_damaged_file_is_no_such_fault(int code) =>
        SqliteErrors.TroubleOf(new SqliteException("", code)).ShouldBeNull();

    [Fact]
    public async Task What_another_program_has_locked_is_not_applied_and_can_be_tried_again()
    {
        var database = (DatabaseAddress.SqliteFile)await Backend.CreateDatabaseAsync();
        await using var journal = await Backend.OpenAsync(database);
        await using (var other = new SqliteConnection($"Data Source={database.Path};Pooling=False"))
        {
            await other.OpenAsync(Cancellation);
            await using var transaction = other.BeginTransaction(deferred: false);

            var failure = await Should.ThrowAsync<JournalUnavailableException>(
                () => journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation));

            failure.Applied.ShouldBe(Applied.No);
            (await journal.Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(Position.Start);
        }
        (await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation)).Entries
            .ShouldBe([AppendedEntry.Admitted]);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("move")]
    [InlineData("replace")]
    [InlineData("delete the log")]
    public async Task Nothing_is_written_to_a_file_that_is_not_there_any_more(string harm)
    {
        var database = (DatabaseAddress.SqliteFile)await Backend.CreateDatabaseAsync();
        await using var journal = await Backend.OpenAsync(database);
        await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation);
        await journal.PingAsync(Cancellation);

        var (file, elsewhere) = (database.Path, $"{database.Path}.elsewhere");
        File.Copy(file, $"{file}.copy");
        if (harm == "delete")
            File.Delete(file);
        else if (harm == "delete the log")
            File.Delete($"{file}-wal");
        else
            File.Move(file, elsewhere);
        if (harm == "replace")
            File.Move($"{file}.copy", file);

        foreach (var call in new[] { () => AppendAsync(journal), () => journal.PingAsync(Cancellation) })
        {
            var failure = await Should.ThrowAsync<JournalUnavailableException>(call);
            failure.Applied.ShouldBe(Applied.No);
            failure.Message.ShouldContain("moved, deleted or replaced");
        }

        if (harm.StartsWith("delete", StringComparison.Ordinal))
            return;

        // Put back, it is the same again.
        File.Move(elsewhere, file, overwrite: true);
        await AppendAsync(journal);

        async Task AppendAsync(IJournal open) =>
            (await open.AppendAsync(Tenant, [Entries.Set(Key("a"), 1, 1)], Cancellation)).Entries
                .ShouldBe([AppendedEntry.Admitted]);
    }

    [Fact]
    public async Task A_page_of_the_file_that_was_overwritten_is_found_whichever_it_is()
    {
        const int pageBytes = 4096;
        var database = (DatabaseAddress.SqliteFile)await Backend.CreateDatabaseAsync();
        await using (var journal = await Backend.OpenAsync(database))
            for (var i = 0; i < 40; i++)
                await journal.AppendAsync(
                    Tenant, [Entries.Create(Key($"{i}"), Entries.Parse($$"""{"text":"{{new string('x', 900)}}"}"""))],
                    Cancellation);

        var whole = await File.ReadAllBytesAsync(database.Path, Cancellation);
        for (var page = 1; page < whole.Length / pageBytes; page++)
        {
            var harmed = whole.ToArray();
            harmed.AsSpan(page * pageBytes, pageBytes).Clear();
            foreach (var rest in (string[])["-wal", "-shm"])
                File.Delete(database.Path + rest);

            await File.WriteAllBytesAsync(database.Path, harmed, Cancellation);
            (await FindDamageAsync(database)).ShouldBeTrue($"page {page + 1}");
        }
    }

    async Task<bool> FindDamageAsync(DatabaseAddress database)
    {
        try
        {
            await using var journal = await Backend.OpenAsync(database);
            var report = await new StateRepair(journal).VerifyAsync(Tenant, null, null, Cancellation);

            return report.Damage.Count > 0 || (await journal.CheckFilesAsync(Cancellation))?.Length > 0;
        }
        catch (Exception failure) when (failure is InvalidDataException or JournalDamagedException or SqliteException)
        {
            return true;    // it can't even be opened
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_damage_and_no_fault_of_the_program()
    {
        await AppendAsync(Entries.Create(Key("a")), Entries.Create(Key("b")));
        await Backend.ExecuteAsync(
            $"update events set body = cast(x'7bff7d' as text) where tenant = '{Tenant}' and target_id = 'a'");

        var report = await new StateRepair(Journal).VerifyAsync(Tenant, null, null, Cancellation);

        report.Damage.ShouldHaveSingleItem().ShouldStartWith("orders/a: ");
        report.Differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_that_fails_in_the_middle_leaves_nothing_and_does_no_harm()
    {
        // The second event has the version of the first: no caller does that, and the database refuses it.
        var broken = Entries.Of(Key("a"), 0, null, null,
            new EventDraft("created", EventType.Create, new(1), Entries.Parse("{}"), null),
            new EventDraft("created", EventType.Create, new(1), Entries.Parse("{}"), null));

        await Should.ThrowAsync<JournalDamagedException>(() => AppendAsync(Entries.Create(Key("b")), broken));

        (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(Position.Start);
        (await AppendAsync(Entries.Create(Key("b")))).Entries.ShouldBe([AppendedEntry.Admitted]);
        (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(new(1));
    }

    [Fact]
    public async Task A_commit_that_fails_leaves_nothing_and_does_no_harm()
    {
        var database = await Backend.CreateDatabaseAsync();
        await using var journal = await Backend.OpenAsync(database);
        // A constraint that is looked at only when everything is written.
        await Backend.ExecuteAsync("""
            create table parents (id integer primary key);
            create table children (id integer references parents (id) deferrable initially deferred);
            create trigger orphan after insert on events begin insert into children values (1); end
            """, database);

        await Should.ThrowAsync<SqliteException>(
            () => journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation));

        await Backend.ExecuteAsync("drop trigger orphan", database);
        (await journal.Reader.LoadAsync([], [Key("a")], Cancellation)).States[0].ShouldBe(AggregateState.None);
        (await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation)).Head.ShouldBe(Position.Start);
    }

    [Fact]
    public void A_rollback_that_fails_does_not_hide_why_and_is_made_up_for()
    {
        const int transaction = 22, deny = 1;
        var connection = SqliteSettings.OpenWriter(null);
        using var session = new SqliteSession(connection, Sql.Below("Sqlite"));

        var failure = Should.Throw<JournalUnavailableException>(() => session.InTransaction<int>(() =>
        {
            raw.sqlite3_set_authorizer(
                connection.Handle,
                (object _, int action, string name, string _, string _, string _) =>
                    action == transaction && name == "ROLLBACK" ? deny : 0,
                null);
            throw new JournalUnavailableException(Applied.Unknown, new IOException("The disk is gone."));
        }));

        failure.Applied.ShouldBe(Applied.Unknown);
        raw.sqlite3_set_authorizer(connection.Handle, (strdelegate_authorizer?)null, null);
        session.InTransaction(() => 7).ShouldBe(7);
    }

    [Fact]
    public void A_statement_that_could_not_be_bound_is_bound_anew()
    {
        var sql = Sql.Below("Sqlite");
        var connection = SqliteSettings.OpenWriter(null);
        SqliteMigrations.Apply(connection, sql);
        using var session = new SqliteSession(connection, sql);

        session["head"].Text("left in the middle");

        using var row = session["head"].Text("t");
        row.Step().ShouldBeFalse();
    }

    [Fact]
    public async Task Time_never_runs_backwards_though_the_clock_may()
    {
        var clock = new SteppedClock(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var journal = SqliteJournal.Open(null, clock);

        var first = await journal.AppendAsync(Tenant, [Entries.Create(Key("a"))], Cancellation);
        clock.Now = clock.Now.AddYears(-5);
        var second = await journal.AppendAsync(Tenant, [Entries.Set(Key("a"), 1, 1)], Cancellation);
        clock.Now = clock.Now.AddYears(6).AddTicks(19);
        var third = await journal.AppendAsync(Tenant, [Entries.Set(Key("a"), 2, 2)], Cancellation);

        second.Time.ShouldBe(first.Time);
        third.Time.ShouldBe(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(1));
    }

    [Fact]
    public async Task Reads_go_on_beside_the_writer()
    {
        await AppendAsync(Entries.Create(Key("a")));
        await Journal.ReplaceStatesAsync(Tenant, StatesAsync(), Cancellation);

        // While nobody can append, every reader sees what was there before.
        async IAsyncEnumerable<DerivedRow> StatesAsync()
        {
            var states = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LoadAsync(Key("a"))));
            states.ShouldAllBe(state => state.Version == new Version(1));
            yield return new DerivedRow.State(Key("a"), states[0]);
        }
    }

    sealed class SteppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
