using Npgsql;
using Patchlog.Journal;
using Patchlog.Journal.Postgres;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What the errors of PostgreSQL mean to whoever sent a command.</summary>
public sealed class PostgresErrorTests
{
    [Theory]
    [InlineData("08006", DatabaseTrouble.Away, Applied.Unknown)]        // the connection failed
    [InlineData("08P01", DatabaseTrouble.Away, Applied.Unknown)]        // the protocol was broken, as poolers do
    [InlineData("25006", DatabaseTrouble.Away, Applied.No)]             // read-only
    [InlineData("26000", DatabaseTrouble.Away, Applied.No)]             // no such prepared statement
    [InlineData("28000", DatabaseTrouble.Refused, Applied.No)]          // not let in
    [InlineData("28P01", DatabaseTrouble.Refused, Applied.No)]          // another password
    [InlineData("3D000", DatabaseTrouble.Refused, Applied.No)]          // no such database
    [InlineData("40001", DatabaseTrouble.Away, Applied.No)]             // could not be serialised
    [InlineData("40003", DatabaseTrouble.Away, Applied.Unknown)]        // completion unknown
    [InlineData("40P01", DatabaseTrouble.Away, Applied.No)]             // deadlock
    [InlineData("42501", DatabaseTrouble.Refused, Applied.No)]          // no right
    [InlineData("42P05", DatabaseTrouble.Away, Applied.No)]             // prepared already
    [InlineData("53100", DatabaseTrouble.Full, Applied.No)]             // the disk is full
    [InlineData("53200", DatabaseTrouble.Away, Applied.No)]             // out of memory
    [InlineData("53300", DatabaseTrouble.Away, Applied.No)]             // too many connections
    [InlineData("55000", DatabaseTrouble.Refused, Applied.No)]          // not in a state for it
    [InlineData("55P03", DatabaseTrouble.Away, Applied.No)]             // locked
    [InlineData("57014", DatabaseTrouble.Away, Applied.No)]             // cancelled
    [InlineData("57P01", DatabaseTrouble.Away, Applied.Unknown)]        // shut down
    [InlineData("57P03", DatabaseTrouble.Away, Applied.Unknown)]        // starting up
    [InlineData("58030", DatabaseTrouble.Away, Applied.Unknown)]        // the disk failed
    public async Task A_fault_of_the_world_is_told_with_whether_the_write_took_effect(
        string state, DatabaseTrouble trouble, Applied applied)
    {
        var write = await Should.ThrowAsync<JournalUnavailableException>(
            () => PostgresErrors.GuardAsync(DatabaseCall.Append, Task.FromException(Failure(state))));
        var read = await Should.ThrowAsync<JournalUnavailableException>(
            () => PostgresErrors.GuardAsync(DatabaseCall.Read, Task.FromException(Failure(state))));

        (write.Trouble, write.Applied).ShouldBe((trouble, applied));
        (read.Trouble, read.Applied).ShouldBe((trouble, Applied.No));
        write.Problem.Code.ShouldBe(applied == Applied.No ? ProblemCode.Unavailable : ProblemCode.OutcomeUnknown);
        write.Problem.Detail.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("22012")]   // a division by zero
    [InlineData("42601")]   // a wrong statement
    [InlineData("42P01")]   // no such table
    [InlineData("0A000")]   // nothing that this database can do
    public async Task A_bug_stays_one(string state) =>
        (await Should.ThrowAsync<PostgresException>(
            () => PostgresErrors.GuardAsync(DatabaseCall.Append, Task.FromException(Failure(state))))).SqlState.ShouldBe(state);

    static PostgresException Failure(string state) => new("of a secret table", "ERROR", "ERROR", state);
}
