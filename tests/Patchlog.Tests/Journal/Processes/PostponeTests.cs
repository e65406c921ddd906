using Patchlog.Journal;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal.Processes;

/// <summary>A command that could not be sent comes again later, and says why.</summary>
public abstract class PostponeTests(Backend backend) : ProcessContract(backend)
{
    [Fact]
    public async Task A_postponed_command_counts_its_attempts_and_is_due_later()
    {
        await ApplyAsync(Issue("a", 1), Issue("b", 2));

        await PostponeAsync("a", 3, "The first.");
        await PostponeAsync("a", 4, "The second.");
        await PostponeAsync("nobody", 0, "There is none.");

        (await CommandsAsync(9)).ShouldBe(["b orders/i 1 2 0 -", "a orders/i 1 4 2 The second."]);
        (await NextDueAsync(Tenant)).ShouldBe(2);
        await PostponeAsync("b", 0, "");
        (await NextDueAsync(Tenant)).ShouldBe(0);
    }

    [Fact]
    public async Task A_command_that_is_issued_again_was_never_attempted()
    {
        await ApplyAsync(Issue("a", 1));
        await PostponeAsync("a", 3, "Away.");

        await ApplyAsync(Issue("a", 2));

        (await CommandsAsync(9)).ShouldBe(["a orders/i 1 2 0 -"]);
    }

    [Fact]
    public async Task Any_text_may_be_the_problem()
    {
        (string Problem, string Stored)[] texts =
            [("a\0b", "a\uFFFDb"), ("a\uD83D", "a\uFFFD"), ("ü\uD83D\uDE00\n", "ü\uD83D\uDE00\n"), ("", "")];
        await ApplyAsync(Issue("a", 1));

        foreach (var (problem, stored) in texts)
        {
            await PostponeAsync("a", 2, problem);

            (await Store.FindDueCommandsAsync(Tenant, At(2), 1, Cancellation))[0].LastProblem.ShouldBe(stored);
        }
    }

    [Fact]
    public async Task Of_a_long_problem_the_beginning_is_stored()
    {
        await ApplyAsync(Issue("a", 1));

        await PostponeAsync("a", 2, new('x', JournalLimits.MaxProblemCharacters + 1));

        (await Store.FindDueCommandsAsync(Tenant, At(2), 1, Cancellation))[0].LastProblem
            .ShouldBe(new('x', JournalLimits.MaxProblemCharacters));
    }

    Task PostponeAsync(string id, int minute, string problem) =>
        Store.PostponeAsync(Tenant, CommandId.Trusted(id), At(minute), problem, Cancellation);
}

public sealed class PostponeTestsOnSqlite(SqliteBackend backend) : PostponeTests(backend);

public sealed class PostponeTestsInMemory(MemoryBackend backend) : PostponeTests(backend);

public sealed class PostponeTestsOnPostgreSql(PostgresBackend backend) : PostponeTests(backend);
