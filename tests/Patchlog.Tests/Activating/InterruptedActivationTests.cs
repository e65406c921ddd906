using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Activating;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Activating;

/// <summary>An activation that something is in the way of goes on as soon as it can, and asks its source no more.</summary>
public abstract class InterruptedActivationTests(Backend backend) : IAsyncDisposable
{
    const string Orders = "schemas/orders.json";

    readonly TestClock _clock = new();
    readonly WrittenSource _source = new();
    FaultyJournal? _journal;
    Kernel? _kernel;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    BundleStatus Status => _kernel!.Activation.Status;

    public async ValueTask DisposeAsync()
    {
        if (_kernel is not null)
            await _kernel.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(nameof(Fate.Refused))]
    [InlineData(nameof(Fate.LostOnTheWay))]
    [InlineData(nameof(Fate.AnswerLost))]
    public async Task What_the_database_did_not_take_is_tried_again(string name)
    {
        var fate = Enum.Parse<Fate>(name);
        await OpenAsync();
        var files = _source.Write((Orders, "false"));
        _journal!.Then(fate, fate, fate);
        var starting = _kernel!.Activation.StartAsync(Cancellation);

        await AfterAsync(
            ActivationLimits.RetryInterval, () => starting.IsCompleted && Status.Bundle?.Digest == files.Digest);
        await starting;

        Status.Faults.ShouldBeEmpty();
        _source.Fetches.ShouldBeLessThanOrEqualTo(2);       // at the start, and because something was written
    }

    [Fact]
    public async Task Twins_that_were_mended_are_in_the_way_no_more()
    {
        await OpenAsync();
        var before = _source.Write((Orders, "true"));
        await _kernel!.Activation.StartAsync(Cancellation);
        await RunAsync(Sample.Create("a", """{"n":1}"""));
        await RunAsync(Sample.Create("b", """{"n":1}"""));

        var files = _source.Write((Orders, """{"x-unique":["/n"]}"""));
        await Eventually.HoldsAsync(() => _source.Fetches == 3 && !Status.Faults.IsEmpty);
        Status.Bundle!.Digest.ShouldBe(before.Digest);
        await RunAsync(Sample.Delete("b"));

        await AfterAsync(ActivationLimits.RefusalPause, () => Status.Bundle?.Digest == files.Digest);
        (Status.Faults.IsEmpty, _source.Fetches).ShouldBe((true, 3));
    }

    [Fact]
    public async Task A_bug_ends_one_attempt_and_not_the_watching()
    {
        await OpenAsync();
        _source.Write((Orders, "false"));
        _journal!.Then(Fate.Bug);
        await _kernel!.Activation.StartAsync(Cancellation);
        Status.Bundle.ShouldBeNull();
        Status.Faults.ShouldHaveSingleItem();

        var files = _source.Write((Orders, "true"));
        await Eventually.HoldsAsync(() => Status.Bundle?.Digest == files.Digest);
        Status.Faults.ShouldBeEmpty();
    }

    async Task OpenAsync()
    {
        _journal = new(await Backend.OpenAsync(await backend.CreateDatabaseAsync()));
        _kernel = new(_journal, new() { Bundles = _source }, _clock, NullLoggerFactory.Instance);
    }

    async Task RunAsync(Command command) =>
        (await await _kernel!.Executor.SubmitAsync(command, Cancellation)).ShouldSucceed();

    /// <summary>Lets time pass until a condition holds.</summary>
    Task AfterAsync(TimeSpan step, Func<bool> condition) => Eventually.HoldsAsync(() =>
    {
        _clock.Advance(step);
        return condition();
    });
}

public sealed class InterruptedActivationTestsOnSqlite(SqliteBackend backend) : InterruptedActivationTests(backend);

public sealed class InterruptedActivationTestsOnPostgreSql(PostgresBackend backend) : InterruptedActivationTests(backend);
