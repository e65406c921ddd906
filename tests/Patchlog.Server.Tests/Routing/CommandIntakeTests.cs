using Patchlog.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Wire;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Routing;

/// <summary>What the intake adds to a command: the words of the server, not of the client.</summary>
public sealed class CommandIntakeTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 28, 1, 2, 3, TimeSpan.Zero);

    readonly CommandIntake _intake = new(new(), new StoppedClock());

    [Fact]
    public void A_command_has_its_sender_and_the_time_at_which_it_was_taken_in()
    {
        _intake.TryTake(Envelope(), new Caller("alice", null), out var command, out _).ShouldBeTrue();

        command.ShouldNotBeNull().Actor.ShouldBe("alice");
        command.ReceivedAt.ShouldBe(Now);
        command.Precondition.ShouldBeNull();
    }

    [Fact]
    public void The_command_of_an_anonymous_caller_has_no_actor()
    {
        _intake.TryTake(Envelope(), default, out var command, out _).ShouldBeTrue();

        command.ShouldNotBeNull().Actor.ShouldBeNull();
        command.ReceivedAt.ShouldBe(Now);
    }

    [Fact]
    public void An_envelope_that_names_its_own_actor_is_refused()
    {
        _intake.TryTake(Envelope().With("actor", "mallory"), default, out _, out var problem).ShouldBeFalse();

        problem.ShouldNotBeNull().Code.ShouldBe(ProblemCode.InvalidCommand);
    }

    static JsonObject Envelope() => (JsonObject)JsonValue.Parse(new Envelopes("t").Create("{}"));

    sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
